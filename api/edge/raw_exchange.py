"""Requests and replies as ASGI has them, for the doors that are asked most: no framework between.

Such a door does for itself what the app would do for it: bodies, errors, headers.
"""

from typing import NamedTuple, Protocol

from starlette.types import Message, Receive, Scope, Send

from api.edge.body_reading import BODY_MAXIMUM, drop_body
from api.edge.problems import HEADERS, MEDIA_TYPE, Problem
from recommender.errors import Malformed, TooLarge

HeaderPair = tuple[bytes, bytes]
JSON = (b"content-type", b"application/json")
PROBLEM = (b"content-type", MEDIA_TYPE.encode())
UNCACHED = (b"cache-control", b"no-store")


class Reply(NamedTuple):
    """A status, headers without the length, and a body."""

    status: int
    headers: list[HeaderPair]
    body: bytes


class Door(Protocol):
    """What answers every request to one path."""

    async def reply(self, scope: Scope, receive: Receive) -> Reply:
        """Return the reply to one request."""


class Prompt(Protocol):
    """What has most of its replies at hand."""

    def at_once(self, scope: Scope) -> Reply | None:
        """Return the reply to a GET that awaits nothing, None if one is to be awaited."""


class PromptDoor(Door, Prompt, Protocol):
    """A door that has most of its replies at hand."""


async def send_reply(reply: Reply, send: Send, *, method: str) -> None:
    """Send a reply; to HEAD without its body."""
    headers = [*reply.headers, (b"content-length", b"%d" % len(reply.body))]
    start: Message = {"type": "http.response.start", "status": reply.status, "headers": headers}
    await send(start)
    body = b"" if method == "HEAD" else reply.body
    await send({"type": "http.response.body", "body": body})


def problem_reply(problem: Problem, more: list[HeaderPair]) -> Reply:
    """Return the reply that tells a problem, with more headers."""
    told = {**HEADERS.get(problem.status, {}), **problem.headers}
    named = [(name.lower().encode(), value.encode()) for name, value in told.items()]
    return Reply(problem.status, [PROBLEM, UNCACHED, *named, *more], problem.body())


async def raw_body(scope: Scope, receive: Receive, *, advice: str) -> bytes:
    """Return the body of up to 256 KiB.

    Raises TooLarge (with the advice), Malformed if the connection ends.
    """
    length = header_of(scope, b"content-length") or b"0"
    if length.isdigit() and int(length) > BODY_MAXIMUM:
        await drop_body(receive, scope)
        raise _too_large(advice)
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
        if len(body) > BODY_MAXIMUM:
            if message.get("more_body"):
                await drop_body(receive, scope)
            raise _too_large(advice)
    if message["type"] == "http.disconnect":
        raise Malformed("the connection ended before the body did")
    if len(body) > BODY_MAXIMUM:
        raise _too_large(advice)
    return body


def header_of(scope: Scope, name: bytes) -> bytes | None:
    """Return the first header of a name (lower case)."""
    for other, value in scope["headers"]:
        if other == name:
            found: bytes = value
            return found
    return None


def _too_large(advice: str) -> TooLarge:
    return TooLarge(f"this body is over {BODY_MAXIMUM // 1024} KiB: {advice}")

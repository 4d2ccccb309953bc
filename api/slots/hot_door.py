"""`/v1/slots` as one ASGI callable in front of the FastAPI app, because it is asked most.

It does what the app would do for it: reading, errors, cross-origin answers, cache headers.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.edge.body_reading import BODY_MAXIMUM
from api.edge.problems import MEDIA_TYPE, Problem, problem_of
from api.slots.ask import Ask
from api.slots.ask_reading import ask_of_body
from api.slots.decider import FAILURE, empty_answer
from api.slots.held_asks import HeldAsks
from api.slots.slots_desk import Asker, SlotsDesk, now_ms
from recommender.domain import Article, TokenMode
from recommender.errors import ChirashiError, Malformed, TooLarge

PATH = "/v1/slots"
FRESH_SECONDS = 60
PREFLIGHT = (
    (b"access-control-allow-methods", b"GET, POST"),
    (b"access-control-allow-headers", b"content-type"),
    (b"access-control-max-age", b"86400"),
)
FRESHNESS = tuple(
    (b"cache-control", b"public, max-age=%d, stale-if-error=86400" % seconds)
    for seconds in range(FRESH_SECONDS + 1)
)
UNCACHED = (b"cache-control", b"no-store")
JSON = (b"content-type", b"application/json")
PROBLEM = (b"content-type", MEDIA_TYPE.encode())
BY_ORIGIN = (b"vary", b"Origin")
logger = logging.getLogger(__name__)
HeaderPair = tuple[bytes, bytes]
SiteKey = Callable[[str, str], Awaitable[bool]]
"""Whether an Authorization header (first) bears a key of a site (second)."""
KeepInline = Callable[[Article], None]
"""Has an article kept that the site's own server sent along; returns at once."""


class Reply(NamedTuple):
    """A status, headers without the length, and a body."""

    status: int
    headers: list[HeaderPair]
    body: bytes


class HotDoor:
    """Answers `/v1/slots` itself and hands everything else on."""

    def __init__(self, app: ASGIApp, door: "SlotsDoor") -> None:
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the lifespan through the app."""
        if scope["type"] != "http" or scope["path"] != PATH:
            await self._app(scope, receive, send)
            return
        reply = await self._door.reply(scope, receive)
        headers = [*reply.headers, (b"content-length", b"%d" % len(reply.body))]
        start: Message = {"type": "http.response.start", "status": reply.status, "headers": headers}
        body = b"" if scope["method"] == "HEAD" else reply.body
        await send(start)
        await send({"type": "http.response.body", "body": body})


class SlotsDoor:
    """From a request to a reply, problems included."""

    def __init__(self, desk: SlotsDesk, *, has_site_key: SiteKey, keep_inline: KeepInline) -> None:
        self._desk = desk
        self._has_site_key = has_site_key
        self._keep_inline = keep_inline
        self._asks = HeldAsks()

    async def reply(self, scope: Scope, receive: Receive) -> Reply:
        """Return the reply to one request."""
        method, origin, authorization = scope["method"], None, None
        for name, value in scope["headers"]:
            if name == b"origin":
                origin = value
            elif name == b"authorization":
                authorization = value
        try:
            if method in ("GET", "HEAD"):
                held = self._asks.of_query(scope["query_string"])
                asker = await self._asker(held.ask, scope, authorization)
                body = await _never_failing(held.ask, self._desk.answer_again(held, asker))
                return self._answered(held.ask, body, origin)
            if method == "POST":
                ask = ask_of_body(await _body(scope, receive))
                asker = await self._asker(ask, scope, authorization)
                body = await _never_failing(ask, self._desk.answer(ask, asker))
                if ask.inline is not None and asker.has_site_key and not ask.is_preview:
                    self._keep_inline(ask.inline)
                return self._answered(ask, body, origin)
        except ChirashiError as error:
            return self._problem(problem_of(error), origin)
        if method == "OPTIONS":
            return Reply(204, [*self._allowed(origin), *PREFLIGHT], b"")
        problem = Problem(status=405, detail=f"{PATH} takes GET and POST, not {method}")
        reply = self._problem(problem, origin)
        return reply._replace(headers=[*reply.headers, (b"allow", b"GET, HEAD, POST, OPTIONS")])

    def _answered(self, ask: Ask, body: bytes, origin: bytes | None) -> Reply:
        return Reply(200, [JSON, *self._freshness(ask), *self._allowed(origin, ask.site)], body)

    async def _asker(self, ask: Ask, scope: Scope, authorization: bytes | None) -> Asker:
        client = scope.get("client")
        has_key = False
        if authorization is not None:
            has_key = await self._has_site_key(authorization.decode("latin-1"), ask.site)
        return Asker(scope["headers"], client[0] if client else None, has_key)

    def _freshness(self, ask: Ask) -> tuple[HeaderPair, ...]:
        """Say how long a cache may keep the answer: until the next flight begins or ends."""
        served = self._desk.watch.served
        if ask.mode is not TokenMode.CACHED or ask.is_preview or served is None:
            return (UNCACHED,)
        return (FRESHNESS[served.fresh_seconds(now_ms(), most=FRESH_SECONDS)],)

    def _allowed(self, origin: bytes | None, site: str | None = None) -> list[HeaderPair]:
        """Let the origins of the site read the answer; errors and preflights those of any site."""
        served = self._desk.watch.served
        if served is None or not served.origins:
            return []
        asked_of = served.sites.get(site or "")
        known = served.origins if asked_of is None else asked_of.origins
        if origin is None or origin not in known:
            return [BY_ORIGIN]
        return [BY_ORIGIN, (b"access-control-allow-origin", origin)]

    def _problem(self, problem: Problem, origin: bytes | None) -> Reply:
        return Reply(problem.status, [PROBLEM, UNCACHED, *self._allowed(origin)], problem.body())


async def _never_failing(ask: Ask, answer: Awaitable[bytes]) -> bytes:
    """Return the answer, an empty one if we fail. Raises what the ask itself caused."""
    try:
        return await answer
    except ChirashiError:
        raise
    except Exception:
        logger.exception("an ask was answered empty")
        return empty_answer(ask, reason=FAILURE, now_ms=now_ms())


async def _body(scope: Scope, receive: Receive) -> bytes:
    """Return the body. Raises TooLarge as soon as it is known to be."""
    length = _header(scope, b"content-length") or b"0"
    if length.isdigit() and int(length) > BODY_MAXIMUM:
        raise _too_large()
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
        if len(body) > BODY_MAXIMUM:
            raise _too_large()
    if message["type"] == "http.disconnect":
        raise Malformed("the connection ended before the body did")
    if len(body) > BODY_MAXIMUM:
        raise _too_large()
    return body


def _too_large() -> TooLarge:
    return TooLarge(f"this body is over {BODY_MAXIMUM // 1024} KiB: leave out the article's text")


def _header(scope: Scope, name: bytes) -> bytes | None:
    for other, value in scope["headers"]:
        if other == name:
            found: bytes = value
            return found
    return None

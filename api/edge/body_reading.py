"""Reads request bodies up to a bound, and JSON that cannot hurt."""

import json
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import IO, Any, NoReturn

from fastapi import Request
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope

from recommender.errors import Fault, InvalidFields, Malformed, TooLarge, Unavailable

BODY_MAXIMUM = 256 * 1024
BULK_MAXIMUM = 64 * 1024 * 1024
IN_MEMORY = 1024 * 1024
DROPPED_MAXIMUM = 16 * 1024 * 1024
"""Of a body that is refused. Who still sends when the connection is closed meets no answer at all,
only a broken pipe."""


async def small_body(request: Request) -> bytes:
    """Return the body of one value. Raises TooLarge over 256 KiB."""
    with await spooled_body(request, maximum=BODY_MAXIMUM) as file:
        return file.read()


async def spooled_body(request: Request, *, maximum: int) -> IO[bytes]:
    """Return the body in a file (in memory while it is small), at its start.

    Raises TooLarge, Malformed if the connection ends before it, Unavailable if the disk is full.
    """
    told = request.headers.get("content-length", "0")
    if told.isdigit() and int(told) > maximum:
        await drop_body(request.receive, request.scope)
        raise _too_large(maximum)
    try:
        with ExitStack() as unfinished:
            file = unfinished.enter_context(SpooledTemporaryFile(max_size=IN_MEMORY))
            await _copy(request, file, maximum=maximum)
            unfinished.pop_all()
            return file
    except ClientDisconnect as error:
        raise Malformed("the connection ended before the body did") from error
    except OSError as error:
        told = "the server has no room for this body: try again, or send less"
        raise Unavailable(f"a body cannot be kept ({error.strerror})", told=told) from error


async def _copy(request: Request, file: IO[bytes], *, maximum: int) -> None:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= maximum:
            file.write(chunk)
        elif size > maximum + DROPPED_MAXIMUM:
            break
    if size > maximum:
        raise _too_large(maximum)
    file.seek(0)


async def drop_body(receive: Receive, scope: Scope) -> None:
    """Take what is left of a body that is refused, up to a bound, unless it waits to be let in."""
    if any(name == b"expect" for name, _ in scope["headers"]):
        return
    dropped, is_more = 0, True
    while is_more and dropped < DROPPED_MAXIMUM:
        message = await receive()
        dropped += len(message.get("body", b""))
        is_more = message.get("more_body", False)


def json_of(body: bytes) -> Any:
    """Return the JSON of a body. Raises Malformed, also for what only Python takes as JSON."""
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise Malformed(f"this is no JSON: byte {error.start} is no UTF-8") from error
    except json.JSONDecodeError as error:
        raise Malformed(f"this is no JSON: {error}") from error
    except ValueError as error:
        raise Malformed("this is no JSON that can be read: a number has too many digits") from error
    except RecursionError as error:
        raise Malformed("this is no JSON that can be read: it is nested too deeply") from error


def json_object_of(body: bytes) -> dict[str, Any]:
    """Return the JSON object of a body. Raises Malformed, InvalidFields."""
    content = json_of(body)
    if not isinstance(content, dict):
        raise InvalidFields((Fault("", "a JSON object is wanted here"),))
    return content


def _refuse_constant(name: str) -> NoReturn:
    raise Malformed(f"this is no JSON: {name} is no number of it")


def _too_large(maximum: int) -> TooLarge:
    return TooLarge(f"this body is over {maximum // 1024} KiB: send less, or in several requests")

"""The first ASGI callable of a worker: the paths asked most go to doors of their own.

What passes it is counted, and has a name by which its lines of the log are found.
"""

import logging
from collections.abc import Mapping
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.edge.raw_exchange import Door, PromptDoor, Reply, send_reply
from api.observing.answer_book import SERVER_FAILURE, AnswerBook
from api.observing.request_ids import CURRENT, HEADER, request_id

logger = logging.getLogger(__name__)
NO_DOOR = "none"
REFUSED = 400
_HEADER = HEADER.lower().encode()


class FrontDoor:
    """Hands requests to the door of their path, and everything else to the FastAPI app."""

    def __init__(
        self,
        app: ASGIApp,
        doors: Mapping[str, Door],
        *,
        prompt: Mapping[str, PromptDoor],
        book: AnswerBook,
    ) -> None:
        self._app = app
        self._doors: Mapping[str, Door] = {**doors, **prompt}
        self._prompt = prompt
        self._book = book
        self._took = book.took
        self._quick_seconds = book.quick_seconds

    def at_once(self, scope: Scope) -> Reply | None:
        """Return the reply of a door that has it at hand, None if it is to be awaited."""
        door = self._prompt.get(scope["path"])
        if door is None or scope["method"] != "GET":
            return None
        started, token = perf_counter(), CURRENT.set(scope)
        try:
            reply = door.at_once(scope)
            if reply is not None:
                seconds = perf_counter() - started
                self._book.answered(scope["path"], "GET", status=reply.status, seconds=seconds)
        except Exception:
            logger.exception("no answer was at hand: it is awaited")
            return None
        finally:
            CURRENT.reset(token)
        return reply

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the lifespan through the app."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        CURRENT.set(scope)
        path = scope["path"]
        door = self._doors.get(path)
        if door is None:
            await self._through_app(scope, receive, send)
            return
        reply = await door.reply(scope, receive)
        status = reply.status
        if status >= REFUSED:
            # Good answers go without: naming a request that nobody asks after costs 2 us.
            name = (_HEADER, request_id(scope).encode())
            reply = reply._replace(headers=[*reply.headers, name])
        await send_reply(reply, send, method=scope["method"])
        seconds = perf_counter() - started
        # As `answered` does, without the call: 0.1 of this path's 1 us.
        self._took(path, status, seconds)
        if seconds >= self._quick_seconds or status >= SERVER_FAILURE:
            self._book.tell(path, scope["method"], status=status, seconds=seconds)

    async def _through_app(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the app answer, and name the request in its answer."""
        started, status = perf_counter(), SERVER_FAILURE

        async def naming(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                name = (_HEADER, request_id(scope).encode())
                message = {**message, "headers": [*message.get("headers", ()), name]}
            await send(message)

        try:
            await self._app(scope, receive, naming)
        finally:
            seconds = perf_counter() - started
            self._book.answered(_door(scope), scope["method"], status=status, seconds=seconds)


def _door(scope: Scope) -> str:
    """Return the path of the route that answered: what it is made of, not what was asked."""
    return getattr(scope.get("route"), "path", NO_DOOR)

"""The first ASGI callable of a worker: the paths asked most go to doors of their own."""

import time
from collections.abc import Mapping

from starlette.types import ASGIApp, Receive, Scope, Send

from api.edge.raw_exchange import Door, send_reply
from api.observing.counts import Counts


class FrontDoor:
    """Hands requests to the door of their path, and everything else to the FastAPI app."""

    def __init__(self, app: ASGIApp, doors: Mapping[str, Door], *, counts: Counts) -> None:
        self._app = app
        self._doors = doors
        self._requests = counts.requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the lifespan through the app."""
        door = self._doors.get(scope["path"]) if scope["type"] == "http" else None
        if door is None:
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        reply = await door.reply(scope, receive)
        await send_reply(reply, send, method=scope["method"])
        self._requests.took(scope["path"], reply.status, time.perf_counter() - started)

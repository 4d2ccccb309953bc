"""Whether a request to an open door bears its site's key: asked of the gate, remembered a while."""

import asyncio
import logging
import time
from functools import partial
from hashlib import blake2b

from starlette.concurrency import run_in_threadpool

from api.edge.gate import Gate
from recommender.errors import Unavailable

KEPT_SECONDS = 30.0
UNKNOWN_FOR_SECONDS = 1.0
PATIENCE_SECONDS = 0.25
"""A page waits no longer for a database that does not answer."""
MOST_KEPT = 10_000
MOST_ASKED_AT_ONCE = 64
logger = logging.getLogger(__name__)


class SiteKeys:
    """Remembers verdicts for half a minute: a key that is revoked ends within that time."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._kept: dict[bytes, tuple[float, bool]] = {}
        self._asking: dict[bytes, asyncio.Future[bool | None]] = {}

    async def has_key(self, authorization: str, site: str) -> bool:
        """Tell whether the header bears a catalogue key of the site; no, if we cannot know."""
        asked = blake2b(f"{site}\0{authorization}".encode(), digest_size=16).digest()
        until, verdict = self._kept.get(asked, (0.0, False))
        if time.monotonic() < until:
            return verdict
        asking = self._asking.get(asked)
        if asking is None:
            if len(self._asking) >= MOST_ASKED_AT_ONCE:
                return False
            asking = asyncio.ensure_future(run_in_threadpool(self._ask, authorization, site))
            self._asking[asked] = asking
            asking.add_done_callback(partial(self._keep, asked))
        await asyncio.wait({asking}, timeout=PATIENCE_SECONDS)
        return asking.done() and bool(asking.result())

    def _ask(self, authorization: str, site: str) -> bool | None:
        try:
            return self._gate.key_for_site(authorization, site=site) is not None
        except Unavailable as error:
            logger.warning("a key is not believed: %s", error)
            return None

    def _keep(self, asked: bytes, done: "asyncio.Future[bool | None]") -> None:
        self._asking.pop(asked, None)
        if done.cancelled() or done.exception() is not None:
            return
        verdict = done.result()
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        seconds = UNKNOWN_FOR_SECONDS if verdict is None else KEPT_SECONDS
        self._kept[asked] = (time.monotonic() + seconds, bool(verdict))

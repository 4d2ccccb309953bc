"""Whether a request to an open door bears its site's key: asked of the gate, remembered a while."""

import logging
import time
from hashlib import blake2b

from starlette.concurrency import run_in_threadpool

from api.edge.gate import Gate
from recommender.errors import Unavailable

KEPT_SECONDS = 30.0
MOST_KEPT = 10_000
logger = logging.getLogger(__name__)


class SiteKeys:
    """Remembers verdicts for half a minute: a key that is revoked ends within that time."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._kept: dict[bytes, tuple[float, bool]] = {}

    async def has_key(self, authorization: str, site: str) -> bool:
        """Tell whether the header bears a catalogue key of the site; no, if we cannot know."""
        asked = blake2b(f"{site}\0{authorization}".encode(), digest_size=16).digest()
        until, verdict = self._kept.get(asked, (0.0, False))
        if time.monotonic() < until:
            return verdict
        verdict = await run_in_threadpool(self._ask, authorization, site)
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[asked] = (time.monotonic() + KEPT_SECONDS, verdict)
        return verdict

    def _ask(self, authorization: str, site: str) -> bool:
        try:
            return self._gate.key_for_site(authorization, site=site) is not None
        except Unavailable as error:
            logger.warning("a key is not believed: %s", error)
            return False

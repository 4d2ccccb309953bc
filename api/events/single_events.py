"""Events that a pixel or a followed link tells: noted on the way, and no reader waits for the disk.

What the inbox refuses, or does not take in time, is lost, and the log says so.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from api.events.event_counts import EventCounts
from api.events.event_reading import is_view_id
from api.events.events_door import Keep
from api.events.invalid_traffic import COUNTS, Telling, TrafficJudge
from api.events.teller import Teller
from api.tokens.token_reading import SlotToken
from data.inbox.packed import EVENT_END, EVENTS, WAYS, EventKind, Way, view_digest
from recommender.errors import Unavailable

PATIENCE_SECONDS = 0.25
COMPLAIN_EVERY_SECONDS = 10.0
logger = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class SingleEvents:
    """Notes one event at a time. Never raises, never waits longer than `patience_seconds`."""

    judge: TrafficJudge
    keep: Keep
    counts: EventCounts
    now_ms: Callable[[], int]
    patience_seconds: float = PATIENCE_SECONDS
    _quiet_until: float = field(default=0.0, init=False)

    async def note(
        self, slot: SlotToken, kind: EventKind, *, way: Way, teller: Teller, view_id: str | None
    ) -> None:
        """Judge an event and have it kept; a view id that can be none is passed over."""
        try:
            telling = Telling(teller, way, self.now_ms())
            record = self._record(slot, EVENTS.index(kind), telling, view_id)
            await self._kept(record, kind)
        except Exception:
            logger.exception("this %s is lost", kind.value)

    async def _kept(self, record: bytes, kind: EventKind) -> None:
        try:
            await asyncio.wait_for(self.keep(record), self.patience_seconds)
        except (Unavailable, TimeoutError) as error:
            self.counts.unavailable([record])
            self._complain(str(error) or "the disk takes too long", kind)
        else:
            self.counts.kept([record])

    def _record(self, slot: SlotToken, kind: int, telling: Telling, view_id: str | None) -> bytes:
        invalid = self.judge.of_token(slot, telling)
        if invalid == COUNTS:
            invalid = self.judge.of_event(kind, slot, telling)
        way, at_ms = WAYS.index(telling.way), telling.at_ms
        view = view_digest(view_id if is_view_id(view_id) else None)
        return slot.signed + EVENT_END.pack(kind, invalid, way, at_ms, at_ms, view)

    def _complain(self, why: str, kind: EventKind) -> None:
        """Say so in the log, but not for every reader while a disk is full."""
        now = time.monotonic()
        if now >= self._quiet_until:
            self._quiet_until = now + COMPLAIN_EVERY_SECONDS
            logger.warning("this %s may be lost, and more after it: %s", kind.value, why)

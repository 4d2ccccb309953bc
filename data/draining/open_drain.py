"""A drain that knows what lies in the lake: opened at the start, and anew when in doubt."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event

from data.draining.catalogue_names import CatalogueNames
from data.draining.decision_filling import DecisionFilling
from data.draining.drain_clock import DrainClock
from data.draining.event_filling import EventFilling
from data.draining.inbox_batches import InboxBatches, Write
from data.draining.inbox_lags import lag_of
from data.draining.lake_filling import LakeFilling
from data.draining.recent_decisions import RecentDecisions
from data.draining.remembered import REMEMBERED_MS, Remembered, remember
from data.draining.taught import Taught
from data.inbox.inbox_reading import Inbox
from data.lake.drained_names import DECISIONS, EVENTS
from data.lake.lake_scan import LakeScan
from data.lake.lake_store import Lake
from recommender.errors import InboxTrouble


@dataclass(frozen=True, slots=True)
class OpenDrain:
    """What is remembered of the lake, and what writes to it; `damaged` is what cannot be read."""

    remembered: Remembered
    damaged: Sequence[str]
    batches: InboxBatches
    writers: dict[str, Write]

    @property
    def is_settled(self) -> bool:
        """Whether all that was written is deleted from the inboxes: it is never written again."""
        return not self.batches.undeleted

    def drain(self, inbox: Inbox, kind: str, *, through: int, stop: Event) -> None:
        """Drain the rows of a kind up to a number. Raises Unavailable."""
        self.batches.drain(inbox, kind, through=through, write=self.writers[kind], stop=stop)


def open_drain(
    lake: Lake,
    names: CatalogueNames,
    found: Sequence[Inbox],
    *,
    taught: Taught,
    clock: DrainClock,
    now_ms: int,
    counts: Counter[str],
    recent: RecentDecisions,
) -> OpenDrain:
    """Remove what was written by halves, then look up what the lake holds. Raises Unavailable."""
    batches = InboxBatches(lake, counts)
    oldest_ms = now_ms
    for inbox in found:
        try:
            batches.clear_interrupted(inbox)
        except InboxTrouble:
            # It is told when it is drained; should it ever be, all of this is done again.
            continue
        lag = lag_of(inbox)
        if lag is not None and lag.oldest_ms is not None:
            oldest_ms = min(oldest_ms, lag.oldest_ms)
    scan = LakeScan(lake)
    remembered = remember(scan, since_ms=oldest_ms - REMEMBERED_MS)
    clock.see(remembered.last_drained_us)
    clock.see(taught.begin())
    filling = LakeFilling(lake, names, remembered, taught, clock, counts, recent)
    return OpenDrain(
        remembered,
        [_advice(path) for path in scan.damaged],
        batches,
        {DECISIONS: DecisionFilling(filling).write, EVENTS: EventFilling(filling).write},
    )


def _advice(path: str) -> str:
    return f"{path} is cut short or spoilt: restore it from a backup, or take it out of the lake"

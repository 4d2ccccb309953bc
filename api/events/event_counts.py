"""What came of the events that a worker was told: into its counts, read off the records."""

from collections.abc import Iterable

from api.observing.counts import Tally
from data.inbox.packed import DECISION_PART, EVENTS, INVALID, SLOT_PART

_KIND_AT = DECISION_PART.size + SLOT_PART.size
_INVALID_AT = _KIND_AT + 1
_KEPT = {(at, 0): ("accepted", kind.value, "") for at, kind in enumerate(EVENTS)} | {
    (at, code): ("invalid", kind.value, reason.value)
    for at, kind in enumerate(EVENTS)
    for code, reason in enumerate(INVALID, 1)
}


class EventCounts:
    """Counts events by verdict; as accepted or invalid only those that are durable."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally

    def kept(self, records: Iterable[bytes]) -> None:
        """Count events that are durable."""
        for record in records:
            self._tally[_KEPT[record[_KIND_AT], record[_INVALID_AT]]] += 1

    def malformed(self, count: int) -> None:
        """Count what was no event."""
        if count:
            self._tally["malformed", "", ""] += count

    def unavailable(self, records: Iterable[bytes]) -> None:
        """Count events that could not be kept."""
        for record in records:
            self._tally["unavailable", EVENTS[record[_KIND_AT]].value, ""] += 1

"""What came of events, counted by what their records say."""

from api.events.event_counts import EventCounts
from api.observing.counts import Counts
from data.inbox.packed import EVENT_END, EVENTS, INVALID, NO_VIEW, EventKind, InvalidReason

CRAWLER = 1 + INVALID.index(InvalidReason.CRAWLER)


def a_record(kind: EventKind, *, invalid: int = 0) -> bytes:
    return bytes(56) + EVENT_END.pack(EVENTS.index(kind), invalid, 0, 0, 0, NO_VIEW)


def test_each_event_is_counted_once_by_its_verdict() -> None:
    tally = Counts().events
    counts = EventCounts(tally)
    counts.kept([a_record(EventKind.CLICK), a_record(EventKind.CLICK, invalid=CRAWLER)])
    counts.unavailable([a_record(EventKind.VIEW, invalid=CRAWLER)])
    counts.malformed(3)
    counts.malformed(0)
    assert tally == {
        ("accepted", "click", ""): 1,
        ("invalid", "click", "crawler"): 1,
        ("unavailable", "view", ""): 1,
        ("malformed", "", ""): 3,
    }


def test_every_kind_and_reason_has_its_count() -> None:
    tally = Counts().events
    records = [a_record(kind, invalid=code) for kind in EVENTS for code in range(len(INVALID) + 1)]
    EventCounts(tally).kept(records)
    assert list(tally.values()) == [1] * len(records)

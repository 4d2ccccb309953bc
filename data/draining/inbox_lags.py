"""What waits in an inbox, and since when."""

import numpy as np

from data.draining.drain_state import InboxLag
from data.inbox.inbox_reading import Inbox
from data.inbox.noted_decisions import unpacked_group
from data.inbox.packed import EVENT
from recommender.errors import Unavailable

ALL = 2**62


def lag_of(inbox: Inbox) -> InboxLag | None:
    """Return what waits in an inbox, None if it cannot be read."""
    try:
        decisions, events = _count(inbox, "decisions"), _count(inbox, "events")
        times = [*_first_decision_ms(inbox), *_first_event_ms(inbox)]
    except (Unavailable, ValueError):
        return None
    return InboxLag(
        name=inbox.name,
        decision_groups=decisions,
        event_groups=events,
        oldest_ms=min(times, default=None),
    )


def _count(inbox: Inbox, table: str) -> int:
    waiting = inbox.numbers(table)
    return waiting[1] - waiting[0] + 1 if waiting else 0


def _first_decision_ms(inbox: Inbox) -> list[int]:
    rows = inbox.rows("decisions", through=ALL, limit=1)
    heads = [unpacked_group(row.body).heads for row in rows]
    return [int.from_bytes(head["decision"][0, :6].tobytes(), "big") for head in heads if len(head)]


def _first_event_ms(inbox: Inbox) -> list[int]:
    rows = inbox.rows("events", through=ALL, limit=1)
    records = [np.frombuffer(row.body, dtype=EVENT) for row in rows]
    return [int(record["received_ms"][0]) for record in records if len(record)]

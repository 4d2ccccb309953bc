"""What waits in an inbox, and since when."""

from contextlib import suppress

import numpy as np

from data.draining.drain_state import InboxLag
from data.inbox.inbox_reading import Inbox, InboxRow
from data.inbox.noted_decisions import unpacked_group
from data.inbox.packed import EVENT
from recommender.errors import Unavailable

ALL = 2**62
FEW, FEW_BYTES = 10, 2**16


def lag_of(inbox: Inbox) -> InboxLag | None:
    """Return what waits in an inbox, None if it cannot be read."""
    try:
        decisions, events = _count(inbox, "decisions"), _count(inbox, "events")
        times = [*_first_decision_ms(inbox), *_first_event_ms(inbox)]
    except Unavailable:
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
    for row in _first_rows(inbox, "decisions"):
        with suppress(ValueError):
            for head in unpacked_group(row.body).heads[:1]:
                return [int.from_bytes(head["decision"][:6].tobytes(), "big")]
    return []


def _first_event_ms(inbox: Inbox) -> list[int]:
    for row in _first_rows(inbox, "events"):
        with suppress(ValueError):
            for record in np.frombuffer(row.body, dtype=EVENT)[:1]:
                return [int(record["received_ms"])]
    return []


def _first_rows(inbox: Inbox, table: str) -> list[InboxRow]:
    """Return the first row and some behind it, should it be damaged."""
    return inbox.rows(table, through=ALL, limit=FEW, most_bytes=FEW_BYTES)

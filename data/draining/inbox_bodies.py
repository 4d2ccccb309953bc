"""The records in rows of an inbox."""

import numpy as np

from data.draining.record_columns import Records
from data.inbox.inbox_reading import InboxRow
from data.inbox.noted_decisions import UnpackedGroup, unpacked_group
from data.inbox.packed import EVENT
from recommender.errors import InboxTrouble


def groups_of(rows: list[InboxRow], inbox: str) -> list[UnpackedGroup]:
    """Return the decisions in rows. Raises InboxTrouble if they were not packed so."""
    try:
        return [unpacked_group(row.body) for row in rows]
    except ValueError as error:
        raise _damaged(inbox, rows) from error


def events_of(rows: list[InboxRow], inbox: str) -> Records:
    """Return the events in rows. Raises InboxTrouble if they were not packed so."""
    try:
        return np.concatenate([np.frombuffer(row.body, dtype=EVENT) for row in rows])
    except ValueError as error:
        raise _damaged(inbox, rows) from error


def _damaged(inbox: str, rows: list[InboxRow]) -> InboxTrouble:
    first, last = rows[0].number, rows[-1].number
    return InboxTrouble(
        f"rows {first} to {last} of the inbox {inbox} are damaged and stay there: restore it from a"
        " backup, or move its files out of the folder"
    )

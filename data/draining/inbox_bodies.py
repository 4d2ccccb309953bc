"""The records in rows of an inbox."""

import numpy as np
from numpy.typing import NDArray

from data.draining.decision_words import words_of_packed
from data.draining.record_columns import LATEST_MS, Records
from data.inbox.inbox_reading import InboxRow
from data.inbox.noted_decisions import UnpackedGroup, unpacked_group
from data.inbox.packed import EVENT


def groups_of(rows: list[InboxRow]) -> list[UnpackedGroup]:
    """Return the decisions in rows. Raises ValueError if they were not packed so."""
    groups = [unpacked_group(row.body) for row in rows]
    for group in groups:
        _see_times(group.heads["decision"])
    return groups


def events_of(rows: list[InboxRow]) -> Records:
    """Return the events in rows. Raises ValueError if they were not packed so."""
    events = np.concatenate([np.frombuffer(row.body, dtype=EVENT) for row in rows])
    _see_times(events["decision"])
    return events


def _see_times(decisions: NDArray[np.uint8]) -> None:
    """Refuse ids of times that no reader of the lake can show: the bytes are none of ours."""
    if len(decisions) and words_of_packed(decisions).times_ms.max() > LATEST_MS:
        raise ValueError("a decision was made after the year 9999")

"""What the drain did, by verdict, since the home was made; told with its state."""

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from data.inbox.packed import INVALID

COUNTED, DUPLICATE = "counted", "duplicate"
LOGGED, RECOVERED, KNOWN = "logged", "recovered", "known"
EVENT_VERDICTS = (COUNTED, DUPLICATE, *(str(reason) for reason in INVALID))
DECISION_VERDICTS = (LOGGED, RECOVERED, KNOWN)
OF_EVENTS, OF_DECISIONS, SLOTS = "events.", "decisions.", "slots"
SET_ASIDE = "set_aside."
"""Rows of inboxes that nobody could read, by table."""


def counted_events(invalid: NDArray[np.uint8], *, duplicates: int) -> Counter[str]:
    """Return how many events there were of each verdict."""
    by_code = np.bincount(invalid, minlength=1)
    counts = Counter({f"{OF_EVENTS}{COUNTED}": int(by_code[0])})
    for reason, number in zip(INVALID, by_code[1:].tolist(), strict=False):
        counts[f"{OF_EVENTS}{reason}"] = number
    counts[f"{OF_EVENTS}{DUPLICATE}"] = duplicates
    return +counts

"""Events as the learner takes them: columns, in the order in which they were drained."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.inbox.packed import EVENTS, WAYS, EventKind, Way
from data.inbox.reader_class import ReaderClass
from data.lake.lateness import TOLD_WITHIN

Codes = NDArray[np.int64]
IMPRESSION, VIEW, CLICK = map(EVENTS.index, (EventKind.IMPRESSION, EventKind.VIEW, EventKind.CLICK))
TAUGHT_BY = (IMPRESSION, VIEW, CLICK)
SCRIPT, FOLLOWED = WAYS.index(Way.SCRIPT), WAYS.index(Way.REDIRECT)
US_PER_MS = 1000
LAST_US = 2**62
LATE_MS = TOLD_WITHIN // timedelta(milliseconds=1)
"""What is drained longer after its decision waits for the next refit."""
COLUMNS = (
    *("piece", "drained_us", "decided_ms", "kind", "way", "position"),
    *("place", "page", "promo"),
)
Place = tuple[str, str]
"""Site and placement."""


class PageRead(NamedTuple):
    """An article (None where nobody knows which) that a class of readers saw."""

    site: str
    article: str | None
    reader: ReaderClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Lessons:
    """Valid impressions, views and clicks [n]; `place`, `page` and `promo` are rows of the lists.

    `piece` [n] is the key of a slot in one page view; `drained_us` ascends (microseconds since
    1970), `decided_ms` is when the slot was decided.
    """

    piece: NDArray[np.uint64]
    drained_us: Codes
    decided_ms: Codes
    kind: NDArray[np.uint8]
    way: NDArray[np.uint8]
    position: Codes
    place: Codes
    page: Codes
    promo: Codes
    places: Sequence[Place]
    pages: Sequence[PageRead]
    promos: Sequence[str]

    def __len__(self) -> int:
        return len(self.piece)

    def in_time(self) -> "Lessons":
        """Return the lessons that were drained soon enough after their decision."""
        return self._chosen(self.decided_ms >= self.drained_us // US_PER_MS - LATE_MS)

    def drained(self, *, after_us: int = 0, through_us: int = LAST_US) -> "Lessons":
        """Return the lessons that were drained after a time, up to another."""
        return self._chosen((after_us < self.drained_us) & (self.drained_us <= through_us))

    def _chosen(self, rows: NDArray[np.bool_]) -> "Lessons":
        if rows.all():
            return self
        return replace(self, **{name: getattr(self, name)[rows] for name in COLUMNS})

"""Joins clicks to exposures as both come in, in whatever order: each exposure is learned once.

An exposure is learned when it is first proved, clicked if its click came before; a click that comes
later turns it into a clicked one. A click of the page's script proves that a slot which was
rendered was seen; of a slot that was not, as far as is known, it waits for the news.
"""

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from data.draining.key_sets import HourlyKeys
from data.learning.exposure_rule import ExposureRule, Rows
from data.learning.lessons import CLICK, IMPRESSION, Lessons


class Feedback(IntEnum):
    """What one event teaches."""

    NOTHING = 0
    MISS = 1
    CLICK = 2
    LATE_CLICK = 3


@dataclass(slots=True)
class Piece:
    """What is known of a slot in one page view."""

    is_exposed: bool
    is_rendered: bool
    is_clicked: bool

    def take(self, kind: int, *, proves: bool) -> Feedback:
        """Take in an event; return what it teaches. `proves` says that the rule takes it for one.

        A click that is told again never comes so far.
        """
        self.is_rendered |= kind == IMPRESSION
        self.is_clicked |= kind == CLICK
        if self.is_exposed:
            return Feedback.LATE_CLICK if kind == CLICK else Feedback.NOTHING
        self.is_exposed = proves or (self.is_rendered and self.is_clicked)
        if not self.is_exposed:
            return Feedback.NOTHING
        return Feedback.CLICK if self.is_clicked else Feedback.MISS


@dataclass(slots=True)
class ExposureJoin:
    """Remembers which pieces were exposed, rendered without it, and clicked without either."""

    rule: ExposureRule
    exposed: HourlyKeys = field(default_factory=HourlyKeys)
    rendered: HourlyKeys = field(default_factory=HourlyKeys)
    waiting: HourlyKeys = field(default_factory=HourlyKeys)

    def take(self, lessons: Lessons) -> NDArray[np.int64]:
        """Take in lessons [n], in order; return what each of them teaches."""
        self.rule.see(lessons)
        proves = self.rule.exposing(lessons)
        is_exposed = self._hold(self.exposed, lessons)
        taught = np.where(
            _first(lessons.piece, proves & ~is_exposed), Feedback.MISS, Feedback.NOTHING
        )
        is_waiting = self._hold(self.waiting, lessons)
        pieces = np.unique(lessons.piece[(lessons.kind == CLICK) | is_waiting])
        # Few pieces are clicked: only they are looked at event by event.
        rows = np.flatnonzero(np.isin(lessons.piece, pieces))
        taught[rows] = Feedback.NOTHING
        known = is_exposed, self._hold(self.rendered, lessons), is_waiting
        self._join(lessons, rows, taught, proves=proves, known=known)
        self._remember(
            self.exposed, lessons, (taught == Feedback.MISS) | (taught == Feedback.CLICK)
        )
        self._remember(self.rendered, lessons, (lessons.kind == IMPRESSION) & ~proves)
        return taught

    def forget_before(self, time_ms: int) -> None:
        """Forget what was decided in the hours before a time."""
        for keys in (self.exposed, self.rendered, self.waiting):
            keys.forget_before(time_ms)

    def _join(
        self,
        lessons: Lessons,
        rows: NDArray[np.int64],
        taught: NDArray[np.int64],
        *,
        proves: Rows,
        known: tuple[Rows, Rows, Rows],
    ) -> None:
        found: dict[int, Piece] = {}
        waits = np.zeros(len(lessons), dtype=np.bool_)
        for row in rows.tolist():
            key = int(lessons.piece[row])
            if key not in found:
                found[key] = Piece(*(bool(each[row]) for each in known))
            piece = found[key]
            taught[row] = piece.take(int(lessons.kind[row]), proves=bool(proves[row]))
            waits[row] = piece.is_clicked and not piece.is_exposed
        self._remember(self.waiting, lessons, waits)

    def _hold(self, keys: HourlyKeys, lessons: Lessons) -> Rows:
        return keys.hold(lessons.piece, times_ms=lessons.decided_ms)

    def _remember(self, keys: HourlyKeys, lessons: Lessons, rows: Rows) -> None:
        new = _first(lessons.piece, rows & ~self._hold(keys, lessons))
        keys.add(lessons.piece[new], times_ms=lessons.decided_ms[new])


def _first(pieces: NDArray[np.uint64], rows: Rows) -> Rows:
    """Return which of some rows are the first of their piece."""
    chosen = np.flatnonzero(rows)
    found = np.zeros(len(pieces), dtype=np.bool_)
    found[chosen[np.unique(pieces[chosen], return_index=True)[1]]] = True
    return found

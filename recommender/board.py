"""One placement while its slots are filled: what is still open, and how much weight it has."""

from bisect import bisect_right
from collections import Counter
from itertools import accumulate
from random import Random

import numpy as np

from recommender.domain import Reason
from recommender.sampling import DrawTable

Draw = tuple[int, float, int]
"""Position in the table, its propensity, how many candidates were open."""


class Board:
    """The candidates of a table that are still open. Sums of weights stay exact throughout."""

    __slots__ = ("_counts", "_dead", "_fallen", "_masses", "_table")

    def __init__(self, table: DrawTable) -> None:
        self._table = table
        self._masses = list(table.masses)
        self._counts = [stop - start for start, stop in zip(table.starts, table.stops, strict=True)]
        self._dead: set[int] = set()
        self._fallen: Counter[Reason] = Counter()

    def draw(self, open_kinds: set[int] | None, rng: Random) -> Draw | None:
        """Draw one open candidate of the kinds (None: any) by weight; None if there is none."""
        masses, counts = self._open(open_kinds)
        cumulated = list(accumulate(masses))
        if not cumulated or not cumulated[-1]:
            return None
        total = cumulated[-1]
        group = bisect_right(cumulated, _below(total, rng))
        position = self._draw_in_group(group, rng)
        return position, float(self._table.weights[position]) / total, sum(counts)

    def first(self, open_kinds: set[int] | None) -> Draw | None:
        """Take the open candidate of the greatest weight (the earliest row among equals)."""
        masses, counts = self._open(open_kinds)
        if not any(masses):
            return None
        is_open = np.array(masses)[self._table.group_of] > 0
        is_open[list(self._dead)] = False
        positions = np.flatnonzero(is_open)
        weights, rows = self._table.weights[positions], self._table.rows[positions]
        position = int(positions[np.lexsort((rows, -weights))[0]])
        return position, 1.0, sum(counts)

    def remove(self, position: int, reason: Reason | None = None) -> None:
        """Take one candidate out; taking it out twice changes nothing."""
        group = int(self._table.group_of[position])
        if position in self._dead or not self._masses[group]:
            return
        self._dead.add(position)
        self._masses[group] -= float(self._table.weights[position])
        self._counts[group] -= 1
        if reason:
            self._fallen[reason] += 1

    def remove_source(self, source: int) -> None:
        """Take out all that is left of a source."""
        for group in self._table.groups_of_source(source):
            self._close(group, Reason.SOURCE_LIMIT)

    def remove_kind(self, kind: int) -> None:
        """Take out all that is left of a kind."""
        for group, other in enumerate(self._table.kinds):
            if other == kind:
                self._close(group, Reason.QUOTA)

    def is_open(self, kind: int) -> bool:
        """Tell whether a candidate of this kind is left."""
        return any(
            mass > 0 and other == kind
            for mass, other in zip(self._masses, self._table.kinds, strict=True)
        )

    def reason_empty(self) -> Reason:
        """Say why nothing could be drawn: what took most candidates out, or a quota that waits."""
        if any(self._masses):
            return Reason.QUOTA
        return self._fallen.most_common(1)[0][0] if self._fallen else Reason.NO_CANDIDATES

    def _open(self, open_kinds: set[int] | None) -> tuple[list[float], list[int]]:
        if open_kinds is None:
            return self._masses, self._counts
        flags = [kind in open_kinds for kind in self._table.kinds]
        masses = [mass if flag else 0.0 for mass, flag in zip(self._masses, flags, strict=True)]
        counts = [count if flag else 0 for count, flag in zip(self._counts, flags, strict=True)]
        return masses, counts

    def _draw_in_group(self, group: int, rng: Random) -> int:
        """Draw by weight among the group's open candidates.

        Redraws what is out; once most of the group's weight is out, sums what is left instead.
        """
        table = self._table
        start, stop, full = table.starts[group], table.stops[group], table.masses[group]
        if 3 * self._masses[group] < full:
            return self._draw_left(group, rng)
        before = float(table.cumulated[start]) - float(table.weights[start])
        while True:
            position = bisect_right(table.cumulated, before + _below(full, rng), start, stop)
            if position not in self._dead:
                return position

    def _draw_left(self, group: int, rng: Random) -> int:
        start, stop = self._table.starts[group], self._table.stops[group]
        positions = [at for at in range(start, stop) if at not in self._dead]
        cumulated = list(accumulate(self._table.weights[positions].tolist()))
        return positions[bisect_right(cumulated, _below(cumulated[-1], rng))]

    def _close(self, group: int, reason: Reason) -> None:
        self._fallen[reason] += self._counts[group]
        self._masses[group] = 0.0
        self._counts[group] = 0


def _below(total: float, rng: Random) -> float:
    """Return a uniform whole number in [0, total)."""
    return min(float(int(rng.random() * total)), total - 1.0)

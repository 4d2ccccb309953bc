"""One placement while its slots are filled: what is still open, and how much weight it has."""

from bisect import bisect_right
from itertools import accumulate
from random import Random

from recommender.domain import Reason
from recommender.sampling import DrawTable

Draw = tuple[int, float, int]
"""Position in the table, its propensity, how many candidates were open."""

DEAD_SHARE = 3
"""Redraw what is out while more than a third of the weight is still open, else walk."""


class Board:
    """The candidates of a table that are still open. Sums of weights stay exact throughout.

    A candidate is out if it was removed itself, or if its group was closed (mass 0). Whoever draws
    says which kinds may be drawn, by their masses.
    """

    __slots__ = ("_dead", "_group_count", "_group_mass", "_table", "counts", "fallen", "masses")

    def __init__(self, table: DrawTable) -> None:
        self._table = table
        self._dead = bytearray(len(table.rows))
        self._group_mass = list(table.group_mass)
        self._group_count = list(table.group_count)
        self.masses = list(table.kind_mass)
        self.counts = [stop - at for at, stop in zip(table.starts, table.stops, strict=True)]
        self.fallen: dict[Reason, int] = {}

    def draw(self, masses: list[float], rng: Random) -> Draw | None:
        """Draw one open candidate by weight; `masses` are the kinds' own, or 0 to leave one out."""
        cumulated = list(accumulate(masses))
        total = cumulated[-1] if cumulated else 0.0
        if not total:
            return None
        kind = bisect_right(cumulated, _below(total, rng))
        position = self._draw_of_kind(kind, rng)
        return position, self._table.weights[position] / total, self._count(masses)

    def first(self, masses: list[float]) -> Draw | None:
        """Take the heaviest open candidate (the earliest row among equals), with propensity 1."""
        table = self._table
        heads = [self._walk(kind, 0.0) for kind, mass in enumerate(masses) if mass]
        if not heads:
            return None
        best = min(heads, key=lambda at: (-table.weights[at], table.rows[at]))
        return best, 1.0, self._count(masses)

    def remove(self, position: int, reason: Reason | None = None) -> None:
        """Take one candidate out, because of a rule or by drawing it; twice changes nothing."""
        table = self._table
        group = table.group_of[position]
        if self._dead[position] or not self._group_mass[group]:
            return
        weight, kind = table.weights[position], table.group_kind[group]
        self._dead[position] = 1
        self._group_mass[group] -= weight
        self._group_count[group] -= 1
        self.masses[kind] -= weight
        self.counts[kind] -= 1
        if reason:
            self.fallen[reason] = self.fallen.get(reason, 0) + 1

    def close(self, group: int, reason: Reason) -> None:
        """Take out all that is left of a group."""
        count = self._group_count[group]
        if not count:
            return
        kind = self._table.group_kind[group]
        self.masses[kind] -= self._group_mass[group]
        self.counts[kind] -= count
        self._group_mass[group] = 0.0
        self._group_count[group] = 0
        self.fallen[reason] = self.fallen.get(reason, 0) + count

    def _count(self, masses: list[float]) -> int:
        return sum([count for count, mass in zip(self.counts, masses, strict=True) if mass])

    def _draw_of_kind(self, kind: int, rng: Random) -> int:
        """Draw by weight among the kind's open candidates."""
        table, left, full = self._table, self.masses[kind], self._table.kind_mass[kind]
        if left * DEAD_SHARE < full:
            return self._walk(kind, _below(left, rng))
        start, stop, dead = table.starts[kind], table.stops[kind], self._dead
        before = table.cumulated[start] - table.weights[start]
        while True:
            position = bisect_right(table.cumulated, before + _below(full, rng), start, stop)
            if not dead[position] and self._group_mass[table.group_of[position]]:
                return position

    def _walk(self, kind: int, distance: float) -> int:
        """Return the open candidate at which the weights of the kind's open ones pass `distance`.

        The heaviest come first: where most weight is out, little is walked.
        """
        weights, dead, group_of = self._table.weights, self._dead, self._table.group_of
        for position in range(self._table.starts[kind], self._table.stops[kind]):
            if not dead[position] and self._group_mass[group_of[position]]:
                distance -= weights[position]
                if distance < 0:
                    return position
        raise ValueError("the kind has less open weight than was to be walked")


def _below(total: float, rng: Random) -> float:
    """Return a uniform whole number in [0, total)."""
    return min(float(int(rng.random() * total)), total - 1.0)

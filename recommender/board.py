"""One placement while its slots are filled: what is still open, and how much weight it has.

This is the inner loop of every request. It reads few columns, one number at a time, and counts only
what the placement's rules ask for; a page of 13 slots is drawn in some forty microseconds.
"""

from bisect import bisect_right
from random import Random

from recommender.domain import Reason
from recommender.placement_plan import UNLIMITED, TablePlan
from recommender.sampling import DrawTable

Draw = tuple[int, float, int]
"""Position in the table, its propensity, how many candidates were open."""

OPEN_SLOT = -1
"""Instead of the index of a kind: the slot is kept for none."""


class Board:
    """The candidates of a table that are still open. Sums of weights stay exact throughout.

    A candidate is out if it was removed itself, or if its group was closed (mass 0).
    """

    __slots__ = (
        "_counts",
        "_dead",
        "_fallen",
        "_group_count",
        "_group_mass",
        "_is_tight",
        "_left",
        "_masses",
        "_on_table",
        "_rng",
        "_shown",
        "_table",
        "_waiting",
    )

    def __init__(
        self, table: DrawTable, on_table: TablePlan, *, waiting: list[int], rng: Random
    ) -> None:
        self._table, self._on_table, self._waiting, self._rng = table, on_table, waiting, rng
        self._left = on_table.most.copy()
        self._is_tight = on_table.is_tight
        self._masses = table.kind_mass.copy()
        self._counts = table.kind_count.copy()
        self._group_mass = table.group_mass.copy()
        self._group_count = table.group_count.copy()
        self._dead = bytearray(len(table.rows))
        self._shown: dict[int, int] = {}
        self._fallen: dict[Reason, int] = {}

    def draw(self, kept_for: int) -> Draw | None:
        """Draw one open candidate by weight; None if the slot has none.

        `kept_for` is the index of the kind that the slot is kept for, or OPEN_SLOT.
        """
        if kept_for == OPEN_SLOT and not self._is_tight:
            total, eligible = sum(self._masses), sum(self._counts)
            if not total:
                return None
            distance = self._rng.random() * total
            for kind, mass in enumerate(self._masses):  # noqa: B007 - the last kind met is wanted
                if distance < mass:
                    break
                distance -= mass
        else:
            masses, total, eligible = self._open(kept_for)
            if not total:
                return None
            kind = _kind_at(masses, self._rng.random() * total)
        position = self._draw_of_kind(kind)
        weight = self._table.weights[position]
        self._take(position, kind)
        return position, weight / total, eligible

    def take_first(self, kept_for: int) -> Draw | None:
        """Take the heaviest open candidate (the earliest row among equals), with propensity 1."""
        masses, _, eligible = self._open(kept_for)
        if not masses:
            return None
        table = self._table
        heads = [(self._walk(kind, 0.0), kind) for kind, _ in masses]
        position, kind = min(heads, key=lambda at: (-table.weights[at[0]], table.rows[at[0]]))
        self._take(position, kind)
        return position, 1.0, eligible

    def may_fill(self, kind: int) -> bool:
        """Tell whether a candidate of the kind is left and may still be shown."""
        return self._masses[kind] > 0 and self._left[kind] > 0

    def remove(self, position: int, reason: Reason) -> None:
        """Take one candidate out; twice changes nothing."""
        group = self._table.group_of[position]
        if not self._dead[position] and self._group_mass[group]:
            self._drop(position, group, self._table.group_kind[group])
            self._fallen[reason] = self._fallen.get(reason, 0) + 1

    def reason_empty(self) -> Reason:
        """Say what took most candidates out, or that a quota holds back what is left."""
        if any(self._masses):
            return Reason.QUOTA
        if self._fallen:
            return max(self._fallen, key=lambda reason: self._fallen[reason])
        return Reason.ON_PAGE if self._table.rows else Reason.NO_CANDIDATES

    def _open(self, kept_for: int) -> tuple[list[tuple[int, float]], float, int]:
        """Return the open kinds with their masses, the sum of these, and the candidates' number.

        An open slot may not take what a slot that is kept for the kind will need.
        """
        if kept_for != OPEN_SLOT:
            mass = self._masses[kept_for]
            return [(kept_for, mass)], mass, self._counts[kept_for]
        masses, total, eligible = [], 0.0, 0
        left, waiting, counts = self._left, self._waiting, self._counts
        for kind, mass in enumerate(self._masses):
            if mass and left[kind] > waiting[kind]:
                masses.append((kind, mass))
                total += mass
                eligible += counts[kind]
        return masses, total, eligible

    def _draw_of_kind(self, kind: int) -> int:
        """Draw by weight among the kind's open candidates.

        What is out is drawn again while a third of the weight is open; past that, what is left is
        walked, the heaviest first, so that little is walked where few hold most of it.
        """
        table, mass, rng = self._table, self._masses[kind], self._rng
        full = table.kind_mass[kind]
        if 3 * mass < full:
            return self._walk(kind, float(int(rng.random() * mass)))
        start, stop, cumulated = table.starts[kind], table.stops[kind], table.cumulated
        dead, group_mass, group_of = self._dead, self._group_mass, table.group_of
        while True:
            position = bisect_right(cumulated, rng.random() * full, start, stop)
            if not dead[position] and group_mass[group_of[position]]:
                return position

    def _walk(self, kind: int, distance: float) -> int:
        """Return the kind's open candidate at which the open weights pass a whole `distance`."""
        weights, dead, group_of = self._table.weights, self._dead, self._table.group_of
        for position in range(self._table.starts[kind], self._table.stops[kind]):
            if not dead[position] and self._group_mass[group_of[position]]:
                distance -= weights[position]
                if distance < 0:
                    return position
        raise ValueError("the kind has less open weight than was to be walked")

    def _take(self, position: int, kind: int) -> None:
        """Take a candidate out, and all that its being shown excludes."""
        table, on_table = self._table, self._on_table
        group = table.group_of[position]
        self._drop(position, group, kind)
        left = self._left[kind] = self._left[kind] - 1
        if left <= self._waiting[kind]:
            self._is_tight = True
        if on_table.per_source != UNLIMITED:
            source = table.group_source[group]
            if self._reaches(source, on_table.per_source):
                for other in table.groups_of(source):
                    self._close(other, Reason.SOURCE_LIMIT)
        for key, most, others, reason in on_table.exclusions(table, position):
            if most == 1 or self._reaches(key, most):
                for other in others:
                    self.remove(other, reason)

    def _reaches(self, key: int, most: int) -> bool:
        """Count one more with this key and tell whether the limit is reached."""
        count = self._shown[key] = self._shown.get(key, 0) + 1
        return count >= most

    def _drop(self, position: int, group: int, kind: int) -> None:
        weight = self._table.weights[position]
        self._dead[position] = 1
        self._group_mass[group] -= weight
        self._group_count[group] -= 1
        self._masses[kind] -= weight
        self._counts[kind] -= 1

    def _close(self, group: int, reason: Reason) -> None:
        """Take out all that is left of a group."""
        count = self._group_count[group]
        if not count:
            return
        kind = self._table.group_kind[group]
        self._masses[kind] -= self._group_mass[group]
        self._counts[kind] -= count
        self._group_mass[group] = 0.0
        self._group_count[group] = 0
        self._fallen[reason] = self._fallen.get(reason, 0) + count


def _kind_at(masses: list[tuple[int, float]], distance: float) -> int:
    """Return the kind at which the masses pass `distance`, which is less than their sum."""
    for kind, mass in masses:
        if distance < mass:
            return kind
        distance -= mass
    return masses[-1][0]

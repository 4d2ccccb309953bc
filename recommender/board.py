"""One placement while its slots are filled: what is still open, and how much weight it has."""

from operator import mul

from recommender.domain import Reason
from recommender.emptiness import reason_empty
from recommender.placement_plan import LineupPlan
from recommender.sampling import DrawTable

OPEN_SLOT = -1
"""Instead of the index of a kind: the slot is kept for none."""


class Board:
    """The candidates of a table that are still open. Sums of weights stay exact throughout.

    `masses` are the kinds' open whole numbers, each in its kind's own scale: 0 for a kind that has
    reached its maximum. A candidate is
    out if it was taken out itself (`dead`) or with its group (of mass 0). `waiting` counts the
    slots still kept for each kind; `out` are positions that may not be shown, and why: what is
    drawn is added to them.
    """

    __slots__ = (
        "_drawn",
        "_empty_since",
        "_group_of",
        "_left",
        "_out",
        "_plan",
        "_reason",
        "_shown",
        "_waiting",
        "dead",
        "group_masses",
        "masses",
        "scales",
        "table",
    )

    def __init__(
        self,
        table: DrawTable,
        plan: LineupPlan,
        *,
        waiting: list[int],
        out: dict[int, Reason],
    ) -> None:
        self.table, self._plan = table, plan
        self._waiting, self._out = waiting, out
        self._left = plan.most.copy()
        self.masses: list[float] = list(table.kind_mass)
        self.scales: list[float] = list(table.kind_scale)
        for kind in plan.never:
            self.masses[kind] = 0.0
        self.group_masses: list[float] = list(table.group_mass)
        self._group_of = table.lineup.column("group")
        self.dead = bytearray(len(table))
        self._shown: dict[int, int] = {}
        self._drawn: list[int] = []
        # How many were drawn when the reason was last found: it holds until another is.
        self._empty_since, self._reason = -1, Reason.NO_CANDIDATES
        for position in out:
            self._remove(position)

    def kept_for(self, key: int) -> int:
        """Return the kind that a slot is kept for; OPEN_SLOT if nothing of it may stand there."""
        kind = self._plan.kind_index.get(key, OPEN_SLOT)
        if kind == OPEN_SLOT:
            return OPEN_SLOT
        self._waiting[kind] -= 1
        return kind if self.masses[kind] else OPEN_SLOT

    def open_masses(self) -> list[float]:
        """Return what the kinds' masses weigh, to be compared with each other.

        Nothing for kinds of which every card left is kept for other slots.
        """
        masses = list(map(mul, self.masses, self.scales))
        for kind in self._plan.contested:
            if self._left[kind] <= self._waiting[kind]:
                masses[kind] = 0.0
        return masses

    def weighs(self, position: int, kind: int) -> float:
        """Return what a candidate weighs, to be compared with those of other kinds."""
        return self.table.weight(position, kind) * self.scales[kind]

    def is_open(self, position: int) -> bool:
        """Tell whether neither the candidate nor its group was taken out."""
        return not self.dead[position] and self.group_masses[self._group_of[position]] != 0.0

    def walk(self, kind: int, distance: float) -> int:
        """Return the kind's open candidate at which the open weights pass `distance`.

        The heaviest come first, so that little is walked where few hold most of the weight.
        """
        lineup, weight_of = self.table.lineup, self.table.weight
        for position in range(lineup.starts[kind], lineup.stops[kind]):
            if self.is_open(position):
                weight = weight_of(position, kind)
                if distance < weight:
                    return position
                distance -= weight
        raise ValueError("the kind has less open weight than was to be walked")

    def take(self, position: int, kind: int, weight: float) -> None:
        """Take a drawn candidate out, and all that its being shown excludes."""
        lineup = self.table.lineup
        self._drawn.append(position)
        self._out[position] = Reason.ON_PAGE
        self.dead[position] = 1
        self.masses[kind] -= weight
        self.group_masses[self._group_of[position]] -= weight
        left = self._left[kind] = self._left[kind] - 1
        if not left:
            self.masses[kind] = 0.0
        exclusions = self._plan.found.get(position)
        if exclusions is None:
            exclusions = self._plan.find(lineup, position)
        for key, most, groups, others, _ in exclusions:
            if most > 1:
                count = self._shown[key] = self._shown.get(key, 0) + 1
                if count < most:
                    continue
            for other in groups:
                self._close(other)
            for other in others:
                self._remove(other)

    def reason_empty(self) -> Reason:
        """Say which rule took most candidates out, where nothing may fill a slot."""
        drawn = self._drawn
        if self._empty_since != len(drawn):
            reason = reason_empty(self.table.lineup, self._plan, drawn=drawn, out=self._out)
            self._empty_since, self._reason = len(drawn), reason
        return self._reason

    def _remove(self, position: int) -> None:
        """Take one candidate out; twice changes nothing."""
        if not self.is_open(position):
            return
        group = self._group_of[position]
        kind = self.table.lineup.group_kind[group]
        weight = self.table.weight(position, kind)
        self.dead[position] = 1
        self.group_masses[group] -= weight
        if self.masses[kind]:
            self.masses[kind] -= weight

    def _close(self, group: int) -> None:
        """Take out all that is left of a group."""
        kind = self.table.lineup.group_kind[group]
        if self.masses[kind]:
            self.masses[kind] -= self.group_masses[group]
        self.group_masses[group] = 0.0

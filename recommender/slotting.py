"""Fills a placement slot by slot under its rules, and logs the exact conditional propensity.

A minimum per kind reserves slots before anything is ranked, uniformly; an open slot may not eat up
what a reserved one will need. A reserved slot whose kind has nothing left opens to every kind. A
maximum never gives way: a slot that nothing may fill stays empty, with the reason.
"""

from collections.abc import Callable
from random import Random
from typing import NamedTuple

from recommender.board import Board, Draw
from recommender.domain import Reason
from recommender.keys import NOTHING
from recommender.placement_plan import PlacementPlan, TablePlan, plan_on
from recommender.sampling import DrawTable

Chooser = Callable[[Board, list[float]], Draw | None]
"""How an arm picks among the open candidates of the kinds that have a mass."""


class FilledSlot(NamedTuple):
    """`row` of the promo table; `propensity` given arm, reservations and the slots before.

    `eligible` counts the candidates of the draw; `is_forced` if there was only this one;
    `reserved_kind` is the key of the kind that the slot was kept for, or NOTHING.
    """

    position: int
    row: int
    propensity: float
    is_forced: bool
    eligible: int
    reserved_kind: int


class EmptySlot(NamedTuple):
    """A slot that nothing may fill, and why."""

    position: int
    reason: Reason


class FilledPlacement(NamedTuple):
    """A placement's slots in order; every position is in one of the two lists."""

    placement: str
    slots: list[FilledSlot]
    unfilled: list[EmptySlot]


def reserve(plan: PlacementPlan, count: int, rng: Random) -> list[int]:
    """Draw which of `count` slots are kept for which kind, uniformly; NOTHING for an open slot."""
    kinds = [NOTHING] * count
    free = list(range(count))
    for kind in plan.reserved_kinds[:count]:
        kinds[free.pop(int(rng.random() * len(free)))] = kind
    return kinds


def waiting(table: DrawTable, on_table: TablePlan, reserved: list[int]) -> list[int]:
    """Return how many slots are kept for each kind of the table; fewer if the page asks for few."""
    if len(on_table.plan.reserved_kinds) <= len(reserved):
        return list(on_table.least)
    return [reserved.count(kind) for kind in table.kinds]


class SlotFiller:
    """Fills one placement from one table, slot after slot."""

    __slots__ = ("_board", "_choose", "_left", "_plan", "_shown", "_table", "_waiting")

    def __init__(
        self, table: DrawTable, plan: PlacementPlan, *, reserved: list[int], choose: Chooser
    ) -> None:
        on_table = plan_on(table, plan)
        self._table, self._plan, self._choose = table, plan, choose
        self._board = Board(table)
        self._left = list(on_table.most)
        self._waiting = waiting(table, on_table, reserved)
        self._shown: dict[tuple[str, int], int] = {}

    def bar(self, row: int, reason: Reason) -> None:
        """Keep a promo out of this placement."""
        if row in self._table.rows:
            self._board.remove(self._table.rows.index(row), reason)

    def fill(self, position: int, reserved: int, *, into: FilledPlacement) -> None:
        """Fill one slot; `reserved` is the key of the kind it is kept for, or NOTHING."""
        drawn = self._draw_reserved(reserved) if reserved else None
        kept_for = reserved if drawn else NOTHING
        drawn = drawn or self._choose(self._board, self._open_masses())
        if drawn is None:
            into.unfilled.append(EmptySlot(position, self._reason_empty()))
            return
        at, propensity, eligible = drawn
        self._take(at)
        row = self._table.rows[at]
        into.slots.append(FilledSlot(position, row, propensity, eligible == 1, eligible, kept_for))

    def _draw_reserved(self, reserved: int) -> Draw | None:
        """Draw for a slot that is kept for a kind; None if nothing of the kind may stand here."""
        if reserved not in self._table.kinds:
            return None
        kind = self._table.kinds.index(reserved)
        self._waiting[kind] -= 1
        if not self._left[kind]:
            return None
        masses = [0.0] * len(self._left)
        masses[kind] = self._board.masses[kind]
        return self._choose(self._board, masses)

    def _open_masses(self) -> list[float]:
        """Return the mass of each kind that an open slot may take, 0 for the others."""
        kinds = zip(self._board.masses, self._left, self._waiting, strict=True)
        return [mass if left > waiting else 0.0 for mass, left, waiting in kinds]

    def _take(self, at: int) -> None:
        """Take a candidate out, and all that its being shown excludes."""
        table, plan, board = self._table, self._plan, self._board
        group = table.group_of[at]
        self._left[table.group_kind[group]] -= 1
        board.remove(at)
        source = table.group_source[group]
        if plan.per_source and self._reaches("source", source, plan.per_source):
            for other in table.groups_of(source):
                board.close(other, Reason.SOURCE_LIMIT)
        advertiser = table.advertiser[at]
        if plan.per_advertiser and advertiser:
            if self._reaches("advertiser", advertiser, plan.per_advertiser):
                for other in table.with_advertiser(advertiser):
                    board.remove(other, Reason.ADVERTISER_LIMIT)
        if plan.same_words:
            bearers = table.with_words(table.words[at])
            if len(bearers) > 1 and self._reaches("words", table.words[at], plan.same_words):
                for other in bearers:
                    board.remove(other, Reason.SAME_WORDS)

    def _reaches(self, name: str, key: int, most: int) -> bool:
        """Count one more and tell whether the limit is reached."""
        count = self._shown.get((name, key), 0) + 1
        self._shown[name, key] = count
        return count >= most

    def _reason_empty(self) -> Reason:
        """Say what took most candidates out, or that a quota holds back what is left."""
        if any(self._board.masses):
            return Reason.QUOTA
        fallen = self._board.fallen
        if fallen:
            return max(fallen, key=lambda reason: fallen[reason])
        return Reason.ON_PAGE if self._table.rows else Reason.NO_CANDIDATES

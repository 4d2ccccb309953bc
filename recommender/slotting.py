"""Fills a placement slot by slot under its rules, and logs the exact conditional propensity.

A minimum per kind reserves slots before anything is ranked, uniformly; an open slot may not eat up
what a reserved one will need. A reserved slot whose kind has nothing left opens to every kind. A
maximum never gives way: a slot that nothing may fill stays empty, with the reason.
"""

from collections.abc import Callable
from random import Random
from typing import NamedTuple

from recommender.board import OPEN_SLOT, Board, Draw
from recommender.domain import Reason
from recommender.keys import NOTHING
from recommender.placement_plan import PlacementPlan, TablePlan, plan_on
from recommender.sampling import DrawTable

Chooser = Callable[[Board, int], Draw | None]
"""How an arm picks among the open candidates; the number is the kind the slot is kept for."""


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


def reserve(plan: PlacementPlan, slots: int, rng: Random) -> list[int]:
    """Draw which of the slots are kept for which kind, uniformly; NOTHING for an open slot."""
    kinds = [NOTHING] * slots
    free = list(range(slots))
    for kind in plan.reserved_kinds[:slots]:
        kinds[free.pop(int(rng.random() * len(free)))] = kind
    return kinds


def fill(
    table: DrawTable,
    plan: PlacementPlan,
    *,
    reserved: list[int],
    out: dict[int, Reason],
    choose: Chooser,
    rng: Random,
) -> FilledPlacement:
    """Fill one placement, `reserved` naming the kind each slot is kept for, if any.

    `out` are the table's positions that may not be shown; what is shown is added to them.
    """
    on_table = plan_on(table, plan)
    waiting = _waiting(table, on_table, reserved)
    board = Board(table, on_table, waiting=waiting, rng=rng)
    for position, reason in out.items():
        board.remove(position, reason)
    rows, slots, unfilled = table.rows, [], []
    for position, key in enumerate(reserved):
        kind = OPEN_SLOT if key == NOTHING else _kept_for(board, on_table, key, waiting=waiting)
        drawn = choose(board, kind)
        if drawn is None:
            unfilled.append(EmptySlot(position, board.reason_empty()))
            continue
        at, propensity, eligible = drawn
        out[at] = Reason.ON_PAGE
        kept_for = NOTHING if kind == OPEN_SLOT else key
        slots.append(FilledSlot(position, rows[at], propensity, eligible == 1, eligible, kept_for))
    return FilledPlacement(plan.placement.id, slots, unfilled)


def _kept_for(board: Board, on_table: TablePlan, key: int, *, waiting: list[int]) -> int:
    """Return the index of the kind a slot is kept for; OPEN_SLOT if nothing of it may stand."""
    kind = on_table.kind_index.get(key, OPEN_SLOT)
    if kind == OPEN_SLOT:
        return OPEN_SLOT
    waiting[kind] -= 1
    return kind if board.may_fill(kind) else OPEN_SLOT


def _waiting(table: DrawTable, on_table: TablePlan, reserved: list[int]) -> list[int]:
    """Return how many slots are kept for each kind of the table; fewer if the page asks for few."""
    if len(on_table.plan.reserved_kinds) <= len(reserved):
        return on_table.least.copy()
    return [reserved.count(kind) for kind in table.kinds]

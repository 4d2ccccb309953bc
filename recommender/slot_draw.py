"""How the slots of one placement get their promos: drawn by weight, or in a fixed order.

`draw_slots` is the inner loop of every request: it reads single numbers and calls little. Its
distances are exact: a number below 2^52 loses nothing when smaller whole numbers are taken off it.
"""

from bisect import bisect_right
from collections.abc import Callable
from functools import partial
from random import Random
from typing import NamedTuple

from recommender.board import OPEN_SLOT, Board
from recommender.domain import Reason
from recommender.keys import NOTHING


class FilledSlot(NamedTuple):
    """`row` of the promo table; `propensity` given arm, reservations and the slots before.

    `is_forced` if it was the only candidate left; `candidates` is how many the table held;
    `reserved_kind` is the key of the kind that the slot was kept for, or NOTHING.
    """

    position: int
    row: int
    propensity: float
    is_forced: bool
    candidates: int
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


Slotter = Callable[[Board, list[int], FilledPlacement], None]
"""Fills the slots of a board, given the key of the kind that each is kept for (or NOTHING)."""


def drawing(rng: Random) -> Slotter:
    """Return the slotter of the arms that explore."""
    return partial(draw_slots, rng.random)


def draw_slots(
    random: Callable[[], float], board: Board, reserved: list[int], into: FilledPlacement
) -> None:
    """Draw slot after slot by weight among the open candidates.

    A kind is drawn, then a candidate of it. What is out is drawn again while a third of the kind's
    weight is open; past that, what is left is walked.
    """
    table, masses, dead, group_masses = board.table, board.masses, board.dead, board.group_masses
    rows, weights, cumulated, group_of = table.rows, table.weights, table.cumulated, table.group_of
    for position, key in enumerate(reserved):
        kind = board.kept_for(key) if key else OPEN_SLOT
        total = masses[kind] if masses else 0.0
        if kind == OPEN_SLOT:
            key, open_masses = NOTHING, board.open_masses()
            total = sum(open_masses)
            if not total:
                into.unfilled.append(EmptySlot(position, board.reason_empty()))
                continue
            kind, distance = 0, random() * total
            while distance >= open_masses[kind]:
                distance -= open_masses[kind]
                kind += 1
        mass, full = masses[kind], table.kind_mass[kind]
        if 3 * mass < full:
            at = board.walk(kind, random() * mass)
        else:
            start, stop = table.starts[kind], table.stops[kind]
            at = bisect_right(cumulated, random() * full, start, stop)
            while dead[at] or not group_masses[group_of[at]]:
                at = bisect_right(cumulated, random() * full, start, stop)
        weight = weights[at]
        is_forced = weight == total
        slot = FilledSlot(position, rows[at], weight / total, is_forced, len(rows), key)
        into.slots.append(slot)
        board.take(at, kind, weight)


def take_in_order(board: Board, reserved: list[int], into: FilledPlacement) -> None:
    """Take the heaviest open candidate (the earliest row among equals), with propensity 1."""
    table = board.table
    for position, key in enumerate(reserved):
        kind = board.kept_for(key) if key else OPEN_SLOT
        masses = board.open_masses() if kind == OPEN_SLOT else board.masses
        kinds = [at for at, mass in enumerate(masses) if mass] if kind == OPEN_SLOT else [kind]
        kept_for = NOTHING if kind == OPEN_SLOT else key
        if not kinds:
            into.unfilled.append(EmptySlot(position, board.reason_empty()))
            continue
        heads = [(board.walk(kind, 0.0), kind) for kind in kinds]
        at, kind = min(heads, key=lambda head: (-table.weights[head[0]], table.rows[head[0]]))
        is_forced = table.weights[at] == sum(masses[kind] for kind in kinds)
        slot = FilledSlot(position, table.rows[at], 1.0, is_forced, len(table), kept_for)
        into.slots.append(slot)
        board.take(at, kind, table.weights[at])

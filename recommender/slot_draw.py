"""How the slots of one placement get their promos: drawn by weight, or in a fixed order.

`draw_slots` says what a draw is; where it was compiled, `compiled_draw.c` does the same faster. Its
distances within a kind are exact: a number below 2^52 loses nothing when smaller whole numbers are
taken off it.
"""

from bisect import bisect_right
from collections.abc import Callable
from typing import NamedTuple

from recommender.board import OPEN_SLOT, Board
from recommender.domain import Reason
from recommender.keys import NOTHING
from recommender.placement_plan import LineupPlan
from recommender.sampling import DrawTable

MOST_REDRAWS = 64


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


class OpenPlacement(NamedTuple):
    """A placement that is to be filled from a table.

    `waiting` slots are kept for each kind of the lineup, `reserved` is the key of the kind that
    each slot is kept for (or NOTHING), `out` are the positions that may not be shown, and why: what
    is shown is added to them.
    """

    table: DrawTable
    plan: LineupPlan
    waiting: list[int]
    reserved: list[int]
    out: dict[int, Reason]


def draw_slots(random: Callable[[], float], placement: OpenPlacement) -> FilledPlacement:
    """Draw slot after slot by weight among the open candidates.

    A kind is drawn, then one of its candidates. What is out is drawn again while a third of the
    kind's weight is open; past that, or past `MOST_REDRAWS`, what is left is walked, which draws
    from the same distribution.
    """
    table, plan, waiting, reserved, out = placement
    into = FilledPlacement(plan.plan.placement.id, [], [])
    board = Board(table, plan, waiting=waiting, out=out)
    masses, rows = board.masses, table.lineup.column("row")
    for position, key in enumerate(reserved):
        kind = board.kept_for(key) if key else OPEN_SLOT
        total, others = masses[kind] if masses else 0.0, 0
        if kind == OPEN_SLOT:
            key, open_masses = NOTHING, board.open_masses()
            total = sum(open_masses)
            if not total:
                into.unfilled.append(EmptySlot(position, board.reason_empty()))
                continue
            kind = _kind_at(open_masses, random() * total)
            others = len(open_masses) - open_masses.count(0.0) - 1
        at = _draw_of(random, board, kind)
        weight = table.weight(at, kind)
        share = weight if key else weight * board.scales[kind]
        is_forced = not others and weight == masses[kind]
        slot = FilledSlot(position, rows[at], share / total, is_forced, len(table), key)
        into.slots.append(slot)
        board.take(at, kind, weight)
    return into


def _kind_at(masses: list[float], distance: float) -> int:
    """Return the kind at which the masses pass `distance`; the last that has any, if none does."""
    found = 0
    for kind, mass in enumerate(masses):
        if mass:
            found = kind
            if distance < mass:
                break
            distance -= mass
    return found


def _draw_of(random: Callable[[], float], board: Board, kind: int) -> int:
    """Return the position of a candidate of the kind, drawn by weight among the open ones."""
    table, mass, full = board.table, board.masses[kind], board.table.kind_mass[kind]
    start, stop = table.lineup.starts[kind], table.lineup.stops[kind]
    for _ in range(0 if 3 * mass < full else MOST_REDRAWS):
        at = bisect_right(table.sums, random() * full, start, stop)
        if board.is_open(at):
            return at
    return board.walk(kind, random() * mass)


def take_in_order(placement: OpenPlacement) -> FilledPlacement:
    """Take the heaviest open candidate (the earliest row among equals), with propensity 1."""
    table, plan, waiting, reserved, out = placement
    into = FilledPlacement(plan.plan.placement.id, [], [])
    board = Board(table, plan, waiting=waiting, out=out)
    rows = table.lineup.column("row")
    for position, key in enumerate(reserved):
        kind = board.kept_for(key) if key else OPEN_SLOT
        masses = board.open_masses()
        kinds = [at for at, mass in enumerate(masses) if mass] if kind == OPEN_SLOT else [kind]
        kept_for = NOTHING if kind == OPEN_SLOT else key
        if not kinds:
            into.unfilled.append(EmptySlot(position, board.reason_empty()))
            continue
        heads = [(board.walk(kind, 0.0), kind) for kind in kinds]
        at, kind = min(heads, key=lambda head: (-board.weighs(*head), rows[head[0]]))
        weight = table.weight(at, kind)
        is_forced = weight == board.masses[kind] and len(kinds) == 1
        slot = FilledSlot(position, rows[at], 1.0, is_forced, len(table), kept_for)
        into.slots.append(slot)
        board.take(at, kind, weight)
    return into

"""Takes the best at each slot, as `recommender.slot_draw.take_in_order` does, from a kept lineup.

Whose scores change with every page would pay there for a lineup of its own each time.
"""

from collections.abc import Sequence

import numpy as np

from data.worlds.world import Floats
from recommender.board import OPEN_SLOT, Board
from recommender.keys import NOTHING
from recommender.slot_draw import EmptySlot, FilledPlacement, FilledSlot, OpenPlacement
from recommender.slotters import Slotter

WEIGHT = 1.0
"""Of every candidate in the tables that this draws from: none is preferred by them."""


def best_first(scores: Floats) -> Slotter:
    """Return the slotter that prefers the highest scores [n], in the order of the lineup."""
    order = np.argsort(-scores, kind="stable").tolist()
    return lambda placement: _take_best(placement, order)


def _take_best(placement: OpenPlacement, order: Sequence[int]) -> FilledPlacement:
    table, plan, waiting, reserved, out = placement
    into = FilledPlacement(plan.plan.placement.id, [], [])
    board = Board(table, plan, waiting=waiting, out=out)
    rows, kinds = table.lineup.column("row"), _kinds(placement)
    for position, key in enumerate(reserved):
        kind = board.kept_for(key) if key else OPEN_SLOT
        masses = board.open_masses() if kind == OPEN_SLOT else _only(kind, board.masses)
        at = next((at for at in order if masses[kinds[at]] and board.is_open(at)), None)
        if at is None:
            into.unfilled.append(EmptySlot(position, board.reason_empty()))
            continue
        kind_at, weight = kinds[at], table.weight(at, kinds[at])
        is_forced = board.masses[kind_at] == weight and sum(map(bool, masses)) == 1
        kept_for = NOTHING if kind == OPEN_SLOT else key
        slot = FilledSlot(position, rows[at], 1.0, is_forced, len(table), kept_for)
        into.slots.append(slot)
        board.take(at, kind_at, weight)
    return into


def _kinds(placement: OpenPlacement) -> list[int]:
    """Return the kind of each candidate [n]."""
    lineup = placement.table.lineup
    spans = zip(lineup.starts, lineup.stops, strict=True)
    return [kind for kind, (start, stop) in enumerate(spans) for _ in range(start, stop)]


def _only(kind: int, masses: Sequence[float]) -> list[float]:
    return [mass if at == kind else 0.0 for at, mass in enumerate(masses)]

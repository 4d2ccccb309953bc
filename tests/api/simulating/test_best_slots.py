"""The best at each slot are those that the ranker takes in order."""

from random import Random

import numpy as np
import pytest

from api.simulating.best_slots import WEIGHT, best_first
from api.simulating.contender import Known
from recommender.lineup import line_up
from recommender.placement_plan import placement_plan
from recommender.sampling import draw_table, weighed
from recommender.slot_draw import FilledPlacement, take_in_order
from recommender.slotting import fill, reserve
from tests.api.simulating.games import a_world
from tests.snapshots import a_snapshot

KNOWN = Known.of(a_world(), seed=1)
TABLE = a_snapshot(KNOWN.promos).promos
PLAN = placement_plan(KNOWN.placements[1])


def filled(rows: "np.ndarray[tuple[int], np.dtype[np.int64]]", seed: int) -> list[FilledPlacement]:
    """Fill the footer from these rows in both ways, by the same scores and reservations."""
    scores = np.random.default_rng(seed).permutation(len(rows)) + 1.0
    reserved = reserve(PLAN, 12, Random(seed))
    in_order = draw_table(TABLE, rows, weights=scores)
    lineup = line_up(TABLE, rows, priority=np.zeros(len(rows)))
    even = weighed(lineup, np.full(len(rows), WEIGHT))
    best = best_first(scores[np.searchsorted(rows, lineup.rows)])
    return [
        fill(table, PLAN, reserved=reserved.copy(), out={}, slotter=slotter)
        for table, slotter in ((in_order, take_in_order), (even, best))
    ]


@pytest.mark.parametrize("count", [64, 20, 9, 0])
def test_they_are_what_is_taken_in_order_whatever_the_rules_leave(count: int) -> None:
    for seed in range(25):
        rows = np.sort(np.random.default_rng(seed).choice(64, count, replace=False))
        in_order, best = filled(rows, seed)
        assert best == in_order

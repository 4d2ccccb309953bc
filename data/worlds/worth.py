"""What pages are truly worth: expected clicks by a world's known rates, as if all were viewed."""

from collections.abc import Mapping

import numpy as np

from data.worlds.world import EMPTY, Floats, Rows, Visits, World


def expected_clicks(world: World, visits: Visits, slates: Mapping[str, Rows]) -> Floats:
    """Return the expected clicks of each visit [n] on its slates [n, slots], by placement."""
    total = np.zeros(len(visits))
    for placement in world.placements:
        slate = slates[placement.id]
        rates = world.click_rates(visits, np.maximum(slate, 0)) * (slate != EMPTY)
        total += (rates * world.examination(visits, placement)).sum(axis=1)
    return total

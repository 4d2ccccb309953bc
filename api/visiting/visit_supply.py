"""Visits of this very moment, drawn from a world that draws them by the day."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

import numpy as np

from data.clock import utc_now
from data.worlds.world import Visits, World, midnight

# Of a day: those of the present hour are used, so that readers and their hour fit.
DRAWN = 2_000
MS_PER_HOUR = 3_600_000


def present_visits(
    world: World, rng: np.random.Generator, *, now: Callable[[], datetime] = utc_now
) -> Iterator[Visits]:
    """Yield visits [1] without end, each at the time it is asked for."""
    while True:
        began = now()
        drawn = world.visits(midnight(began), count=DRAWN, rng=rng)
        hour = began.replace(minute=0, second=0, microsecond=0)
        hours = (drawn.at_ms - round(hour.timestamp() * 1000)) // MS_PER_HOUR
        for row in rng.permutation(np.flatnonzero(hours == 0)):
            at = now()
            if at.hour != hour.hour:
                break
            at_ms = np.array([round(at.timestamp() * 1000)])
            yield replace(drawn.chosen(np.array([row])), at_ms=at_ms)

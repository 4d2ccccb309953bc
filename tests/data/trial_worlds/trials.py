"""What the tests of every trial world ask of one."""

from dataclasses import replace
from datetime import timedelta
from functools import cache

import numpy as np

from data.trial_worlds.drifting import drifting
from data.trial_worlds.sparse import sparse
from data.trial_worlds.stationary import stationary
from data.trial_worlds.trial_world import TrialWorld
from data.worlds.world import Visits

a_stationary_world = cache(stationary)
a_drifting_world = cache(drifting)
a_sparse_world = cache(sparse)
DAY_MS = 86_400_000
HOUR_MS = 3_600_000


def a_day(world: TrialWorld, day: int = 0, *, count: int = 600, seed: int = 1) -> Visits:
    """Return visits of one day of the world's plan."""
    rng = np.random.default_rng(seed)
    return world.visits(world.plan.first_day + timedelta(days=day), count=count, rng=rng)


def every(world: TrialWorld) -> np.ndarray:
    """Return the rows of all promos, the same for each visit [1, promos]."""
    return np.arange(len(world.promos))[None, :]


def moved(visits: Visits, ms: int) -> Visits:
    """Return the same visits so much later, at the same hour of the reader's day."""
    return replace(visits, at_ms=visits.at_ms + ms)

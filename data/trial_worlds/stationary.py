"""The world whose tastes never change: the news goes on, the promos stay."""

import numpy as np

from data.trial_worlds.trial_promos import standing_promos
from data.trial_worlds.trial_world import FIRST_DAY, Trial, TrialWorld
from data.worlds.trial_plan import TrialPlan

PLAN = TrialPlan(days=10, views_a_day=6_000, first_day=FIRST_DAY)
TRIAL = Trial(plan=PLAN, mean_click_rate=0.04)


def stationary(seed: int) -> TrialWorld:
    """Return the stationary world of this seed: 490 promos, twelve slots in a list."""
    promos = standing_promos(FIRST_DAY, np.random.default_rng(seed))
    return TrialWorld(TRIAL, promos=promos, seed=seed)

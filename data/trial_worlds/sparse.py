"""The world where clicks are few: one in two hundred examined slots, as on most sites."""

import numpy as np

from data.trial_worlds.trial_promos import standing_promos
from data.trial_worlds.trial_world import FIRST_DAY, Trial, TrialWorld
from data.worlds.trial_plan import TrialPlan

PLAN = TrialPlan(days=8, views_a_day=12_000, first_day=FIRST_DAY)
TRIAL = Trial(plan=PLAN, mean_click_rate=0.005)


def sparse(seed: int) -> TrialWorld:
    """Return the sparse world of this seed: 490 promos, twelve slots in a list."""
    promos = standing_promos(FIRST_DAY, np.random.default_rng(seed))
    return TrialWorld(TRIAL, promos=promos, seed=seed)

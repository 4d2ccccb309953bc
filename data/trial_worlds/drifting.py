"""The world that changes: promos are born and die daily, and tastes turn abruptly, twice."""

from dataclasses import replace
from datetime import timedelta

import numpy as np

from data.trial_worlds.trial_promos import passing_promos
from data.trial_worlds.trial_world import FIRST_DAY, Trial, TrialWorld
from data.worlds.trial_plan import TrialPlan
from recommender.domain import Layout

PLAN = TrialPlan(days=10, views_a_day=6_000, first_day=FIRST_DAY)
TRIAL = Trial(plan=PLAN, mean_click_rate=0.04, layout=Layout.GRID)
# Counted from 0: nothing changes on the first three days.
CHANGING_DAYS = (3, 6)
CHANGING_HOURS = (6, 18)


def drifting(seed: int) -> TrialWorld:
    """Return the drifting world of this seed: 490 live promos, twelve slots in three columns.

    Each change redraws a third of what sections' readers like and a fifth of the promos' qualities.
    """
    rng = np.random.default_rng(seed)
    promos = passing_promos(PLAN, rng)
    hours = rng.integers(*CHANGING_HOURS, size=len(CHANGING_DAYS))
    changes = [
        FIRST_DAY + timedelta(days=day, hours=int(hour))
        for day, hour in zip(CHANGING_DAYS, hours, strict=True)
    ]
    changes_ms = tuple(round(at.timestamp() * 1000) for at in changes)
    return TrialWorld(replace(TRIAL, changes_ms=changes_ms), promos=promos, seed=seed)

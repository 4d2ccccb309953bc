"""What there is to be earned in the worlds that are shipped: expected clicks a view, five seeds.

Random slates; the best slates if every promo had its mean rate of the day, as a popularity that
errs nowhere would; by all that anyone can know; and by the truth, hidden segments included. All on
visits of the first day, all slots viewed, under the placement's rules.
"""

from collections.abc import Callable

import numpy as np

from data.trial_worlds.drifting import drifting
from data.trial_worlds.sparse import sparse
from data.trial_worlds.stationary import stationary
from data.trial_worlds.trial_world import TrialWorld
from data.worlds.world import Visits
from tests.world_policies import Scores, clicks_a_view, truth

WORLDS: tuple[Callable[[int], TrialWorld], ...] = (stationary, drifting, sparse)
SEEDS = range(1, 6)
VISITS = 1_500


def run() -> dict[str, dict[str, float]]:
    """Return by world each policy's clicks a view, and how many times random's it is."""
    return {factory.__name__: _figures(factory) for factory in WORLDS}


def _figures(factory: Callable[[int], TrialWorld]) -> dict[str, float]:
    earned = [earnings(factory(seed)) for seed in SEEDS]
    means = {name: float(np.mean([each[name] for each in earned])) for name in earned[0]}
    return means | {"knowable_over_random": means["knowable"] / means["random"]}


def earnings(world: TrialWorld, *, count: int = VISITS) -> dict[str, float]:
    """Return the expected clicks a view of random slates up to the truth."""
    visits = world.visits(world.plan.first_day, count=count, rng=np.random.default_rng(0))
    scores: dict[str, Scores | None] = {
        "random": None,
        "mean_rates": mean_rates(world, visits),
        "knowable": truth(world),
        "truth": lambda batch: world.click_rates(batch, np.arange(len(world.promos))[None, :]),
    }
    return {name: float(clicks_a_view(world, visits, each).mean()) for name, each in scores.items()}


def mean_rates(world: TrialWorld, visits: Visits) -> Scores:
    """Score every visit alike, by the promos' mean rates over these."""
    rates = truth(world)(visits).mean(axis=0)
    return lambda batch: np.broadcast_to(rates, (len(batch), len(rates)))

"""Learns the variances that `recommender.crossed.portable_prior` ships, and prints them.

Readers of two shipped worlds, of a seed in which nothing is judged, are shown random slates for as
many days as the world plans; the blocks' variances are what refits tell of it. (In the sparse world
there is too little to learn them from: they stay where they began.) Geometric means over the
worlds; what is hardly more than nothing is told by one number for all.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import numpy as np

from api.simulating.chance import Chance
from api.simulating.contender import Answer, Known, Page
from api.simulating.crossed_policy import CrossedPolicy, CrossedSettings
from api.simulating.playing import Game, played_days
from data.trial_worlds.drifting import drifting
from data.trial_worlds.stationary import stationary
from data.trial_worlds.trial_world import TrialWorld
from recommender.crossed.cross_prior import Block, flat_prior
from training.cross_design import CrossDesign
from training.cross_refit import RefitSettings, refit

Factory = Callable[[int], TrialWorld]
FACTORIES: Sequence[Factory] = (stationary, drifting)
SEED = 901
ROUNDS = 8
# What every page shares tells more than what some do: a start that refits need not find.
FIRST = flat_prior(0.003).with_variances(
    {("bias", field): 0.05 for field in ("promo", "kind", "source", "topic", "label", "kind_age")}
)
# Below it a block tells little: those share one number.
LEAST = 0.0015
SETTINGS = RefitSettings(pull=5.0)


class RandomListener(CrossedPolicy):
    """Shows random slates, and notes what readers do of them."""

    def __init__(self, known: Known) -> None:
        settings = CrossedSettings(prior=FIRST, refits=None, learns_online=False)
        super().__init__(known, settings)
        self._chance = Chance(known)

    def answer(self, page: Page) -> Answer:
        return self._chance.answer(page)

    def variances(self) -> dict[Block, float]:
        """Return what refits of all that was noted tell of the blocks."""
        for _ in range(ROUNDS):
            refit(self._weights, CrossDesign(self._notes.log(self._weights)), SETTINGS)
        return dict(self._weights.prior.variances)


def run() -> dict[str, Any]:
    """Return the variances by block, most telling first."""
    found: dict[Block, list[float]] = defaultdict(list)
    with ProcessPoolExecutor() as processes:
        for variances in processes.map(_told_by, FACTORIES, [SEED] * len(FACTORIES)):
            for block, variance in variances.items():
                found[block].append(variance)
    means = {block: float(np.exp(np.log(each).mean())) for block, each in found.items()}
    told = {block: mean for block, mean in means.items() if mean >= LEAST}
    others = [mean for mean in means.values() if mean < LEAST]
    lines = sorted(told.items(), key=lambda item: -item[1])
    shown = {f"{page} x {promo}": variance for (page, promo), variance in lines}
    return {"blocks": shown, "other": float(np.median(others))}


def _told_by(factory: Factory, seed: int) -> dict[Block, float]:
    world = factory(seed)
    known = Known.of(world, seed=seed)
    listener = RandomListener(known)
    for _ in played_days(Game(world, known, {"random": listener}), world.plan):
        pass
    return listener.variances()


if __name__ == "__main__":
    print(json.dumps(run(), indent=1))

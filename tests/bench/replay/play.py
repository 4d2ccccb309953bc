"""The loop: a policy chooses an arm of every test at once, sees the clicks, and learns."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from tests.bench.replay.real_arms import Floats, Ints, RealArms

WORLD = 7
# The first days of a test: what a prior can win.
EARLY = 1_000


class Policy(Protocol):
    """Plays the first `active` tests [active, seeds]: the others have ended."""

    def choose(self, active: int, rng: np.random.Generator) -> Ints:
        """Return the arm of each."""

    def learn(self, arms: Ints, *, clicks: Ints, shown: Ints) -> None:
        """Learn how many of the impressions shown [active, 1] were clicked [active, seeds]."""


# Made for the tests, and so many seeds of each.
PolicyOf = Callable[[RealArms, int], Policy]


@dataclass(frozen=True, slots=True)
class Regret:
    """Clicks lost [tests], mean over seeds, against always the best arm; early ones beside."""

    whole: Floats
    early: Floats


def expected_regret(policy_of: PolicyOf, tests: RealArms, *, seeds: int) -> Regret:
    """Play every test to its end and return what was lost in expectation.

    Readers draw from a generator of their own, so that all policies meet the same ones.
    """
    policy, own, world = policy_of(tests, seeds), *map(np.random.default_rng, (WORLD + 1, WORLD))
    steps, batches = tests.steps, tests.batches
    widest = np.arange(batches.max())
    whole, early = np.zeros((2, len(steps)))
    for step in range(steps[0]):
        active = int(np.searchsorted(-steps, -step, side="left"))
        arms = policy.choose(active, own)
        rates = np.take_along_axis(tests.rates[:active], arms, axis=1)
        served = step * batches[:active]
        shown = np.minimum(tests.horizons[:active] - served, batches[:active])[:, None]
        willing = world.random((active, seeds, len(widest))) < rates[..., None]
        clicks = (willing & (widest < shown[..., None])).sum(axis=-1)
        lost = ((tests.best[:active, None] - rates) * shown).mean(axis=1)
        whole[:active] += lost
        early[:active] += lost * (served < EARLY)
        policy.learn(arms, clicks=clicks, shown=shown)
    return Regret(whole, early)

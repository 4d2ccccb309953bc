"""Ours: Bayesian logistic regression with a Gaussian for each weight, by assumed-density filtering.

The cross learner (Graepel et al. 2010) with the features that this log has: a weight for the test
(article x bias), and one for each of the arm's features (bias x promo). Text enters as the arm's
offset. Drawn by softmax of log r + optimism * s, s without the test's own weight: all arms have it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from tests.bench.replay.real_arms import BLOCKS, Floats, Ints, RealArms


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmPrior:
    """What is known before the first impression: logits, and the variance of each block of weights.

    `text_weight` (b) is how much of the text's logit is believed.
    """

    intercept: float
    test_variance: float
    variances: Mapping[str, float]
    text_weight: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """How arms are drawn: optimism (beta), and temperature (tau).

    Tau is `spread` times the arms' mean s, so that it falls as more is known, but no less than
    `least`; without spread it stands still.
    """

    optimism: float
    spread: float
    least: float = 0.01


@dataclass(slots=True)
class GaussianArms:
    """Means and variances [tests, seeds, 1 + features] of weights, the test's own first.

    `active` [tests, arms, blocks] are the features of each arm that the prior knows of; `offsets`
    [tests, arms] what text says.
    """

    tests: RealArms
    seeds: int
    prior: ArmPrior
    draw: Draw
    active: Ints = field(init=False)
    offsets: Floats = field(init=False)
    mean: Floats = field(init=False)
    variance: Floats = field(init=False)

    def __post_init__(self) -> None:
        tests, arms = self.tests.rates.shape
        known = [at for at, block in enumerate(BLOCKS) if block in self.prior.variances]
        self.active = 1 + self.tests.features[..., known]
        self.offsets = self.prior.text_weight * self.tests.text
        blocks = [np.full(arms, self.prior.variances.get(block, 0.0)) for block in BLOCKS]
        prior = np.concatenate([[self.prior.test_variance], *blocks])
        self.variance = np.tile(prior, (tests, self.seeds, 1))
        self.mean = np.zeros_like(self.variance)
        self.mean[..., 0] = self.prior.intercept

    def choose(self, active: int, rng: np.random.Generator) -> Ints:
        """Return arms drawn by weights e^(z / tau)."""
        exist = self.tests.exist[:active, None, :]
        own = self._sums(self.mean, active) + self.offsets[:active, None]
        logits = own + self.mean[:active, :, :1]
        deviations = np.sqrt(self._sums(self.variance, active))
        scores = self.draw.optimism * deviations - np.log1p(np.exp(-logits))
        scores = np.where(exist, scores, -np.inf)
        usual = (deviations * exist).sum(axis=-1) / exist.sum(axis=-1)
        temperature = np.maximum(self.draw.spread * usual, self.draw.least)[..., None]
        weights = np.exp((scores - scores.max(axis=-1, keepdims=True)) / temperature)
        heaped = np.cumsum(weights, axis=-1)
        at = rng.random(heaped.shape[:2]) * heaped[..., -1]
        return np.asarray((heaped <= at[..., None]).sum(axis=-1))

    def learn(self, arms: Ints, *, clicks: Ints, shown: Ints) -> None:
        """Move the active weights of each, and narrow them."""
        test, seed = np.ogrid[: len(arms), : self.seeds]
        features = self.active[test, arms]
        features = np.concatenate([np.zeros_like(features[..., :1]), features], axis=-1)
        at = test[..., None], seed[..., None], features
        own = self.variance[at]
        logits = self.mean[at].sum(axis=-1) + self.offsets[test, arms]
        rate, variance = 1 / (1 + np.exp(-logits)), own.sum(axis=-1)
        curvature = shown * rate * (1 - rate)
        step = (clicks - shown * rate) / (1 + curvature * variance)
        step = np.clip(step, -1 / variance, 1 / variance)
        self.mean[at] += own * step[..., None]
        self.variance[at] -= own**2 * (curvature / (1 + curvature * variance))[..., None]

    def _sums(self, weights: Floats, active: int) -> Floats:
        """Return sums over the features of each arm [active, seeds, arms]."""
        parts = [
            np.take_along_axis(weights[:active], self.active[:active, None, :, block], axis=-1)
            for block in range(self.active.shape[-1])
        ]
        return np.asarray(sum(parts[1:], start=parts[0]))


def gaussian_arms(tests: RealArms, seeds: int, *, prior: ArmPrior, draw: Draw) -> GaussianArms:
    """Return ours."""
    return GaussianArms(tests, seeds, prior, draw)

"""What the weeks before tell of arms to come: usual rates, how much they differ, and by text.

A replay takes an arm's observed rate for its true one, chance and all; so do these priors.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from tests.bench.replay.gaussian_arms import ArmPrior
from tests.bench.replay.real_arms import ArmRows, Floats

LEAST_VARIANCE = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class BetaPrior:
    """A Beta's mean, and how many impressions it is worth."""

    rate: float
    size: float


def beta_prior(rows: ArmRows) -> BetaPrior:
    """Return the Beta with the mean and the variance of the arms' rates."""
    rates = rows.clicks / rows.impressions
    return BetaPrior(
        rate=float(rates.mean()),
        size=float(rates.mean() * (1 - rates.mean()) / rates.var() - 1),
    )


def own_prior(rows: ArmRows) -> ArmPrior:
    """Return the prior of arms that share nothing."""
    level, between, apart = _levels(rows)
    return _prior(level, between, {"arm": float(np.mean(apart[:, 2]))})


def shared_prior(rows: ArmRows) -> ArmPrior:
    """Return the prior of arms that share headlines and images, by pairs that share one or both."""
    level, between, apart = _levels(rows)
    same_headline, same_image = apart[:, :2].astype(np.bool_).T
    both = apart[same_headline & same_image, 2].mean()
    variances = {
        "headline": float(apart[~same_headline & same_image, 2].mean() - both),
        "image": float(apart[same_headline & ~same_image, 2].mean() - both),
        "arm": float(both),
    }
    return _prior(level, between, variances)


def text_weight(rows: ArmRows) -> float:
    """Return the slope (b) of logits on the text's, both within their test, of texts not seen."""
    sums = np.zeros(2)
    logits = _logits(rows)
    for test in rows.by_test():
        text = rows.text[test] - rows.text[test].mean()
        sums += text @ (logits[test] - logits[test].mean()), text @ text
    return float(sums[0] / sums[1])


def _prior(level: float, between: float, variances: dict[str, float]) -> ArmPrior:
    held = {block: max(variance, LEAST_VARIANCE) for block, variance in variances.items()}
    return ArmPrior(intercept=level, test_variance=between, variances=held)


def _levels(rows: ArmRows) -> tuple[float, float, Floats]:
    """Return the mean and variance of the tests' logits, and pairs of arms.

    A pair is: the same headline, the same image, half of the squared difference.
    """
    logits = _logits(rows)
    levels = np.array([logits[test].mean() for test in rows.by_test()])
    pairs = np.array([pair for test in rows.by_test() for pair in combinations(test.tolist(), 2)])
    one, two = pairs.T
    same = rows.shared[one] == rows.shared[two]
    apart = np.column_stack([same, (logits[one] - logits[two]) ** 2 / 2])
    return float(levels.mean()), float(levels.var()), apart


def _logits(rows: ArmRows) -> Floats:
    return np.asarray(np.log((rows.clicks + 0.5) / (rows.impressions - rows.clicks + 0.5)))

"""Refits a cross learner on a whole log: the posterior's mode, its variances, and its priors.

The mode is found by Newton's method, each step by conjugate gradients with a diagonal
preconditioner; variances are those of the diagonal, V = 1 / (sum of curvature + 1 / sigma2). The
variances sigma2 of the blocks are learned as they go (`cross_blocks`).
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from recommender.crossed.cross_weights import CrossWeights
from training.cross_blocks import CrossBlocks
from training.cross_design import CrossDesign
from training.cross_log import Outcomes
from training.newton_path import NewtonPath
from training.sums import Amounts

MOST_LIKELY = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class RefitSettings:
    """`pull` is how many weights' worth the given prior counts for in each block's variance.

    None keeps the prior as it is. Within the last `spans_days` tastes may have moved
    (`cross_drift`); without any they last for good.
    """

    rounds: int = 2
    steps: int = 8
    pull: float | None = 10.0
    spans_days: tuple[float, ...] = (1.0, 3.0)


@dataclass(frozen=True, slots=True)
class _Slope:
    """What the log says at some weights: residuals [n] and curvatures [n] of its logits."""

    residuals: Amounts
    curvatures: Amounts


def refit(weights: CrossWeights, design: CrossDesign, settings: RefitSettings) -> None:
    """Put the weights at the mode of a log's posterior, starting from where they are."""
    told = design.outcomes
    if not len(told):
        return
    rows, columns = design.shape
    variances = weights.prior_variances()[:rows, :columns]
    start = np.zeros_like(variances)
    start[0, 0] = weights.prior.intercept
    mean = weights.mean[:rows, :columns].copy()
    for _ in range(settings.rounds):
        logits = design.logits(mean) + told.offsets
        slope = _slope(logits, told)
        step = _newton_step(design, slope, mean - start, variances=variances, steps=settings.steps)
        path = NewtonPath(
            design, logits=logits, mean=mean, step=step, start=start, variances=variances
        )
        mean = mean + path.length() * step
    slope = _slope(design.logits(mean) + told.offsets, told)
    information = design.sums_of_squares(slope.curvatures)
    if settings.pull is not None:
        blocks = CrossBlocks(weights, rows=rows, columns=columns)
        learned = blocks.learned(mean - start, information, variances=variances, pull=settings.pull)
        weights.prior = weights.prior.with_variances(learned)
        variances = weights.prior_variances()[:rows, :columns]
    weights.set(mean, 1 / (information + 1 / variances), prior=weights.prior)


def _slope(logits: Amounts, told: Outcomes) -> _Slope:
    rates = expit(logits)
    likely = np.minimum(told.thetas * rates, MOST_LIKELY)
    missed = told.unclicked * (1 - rates) / (1 - likely)
    residuals = told.clicks * (1 - rates) - likely * missed
    weighed = told.clicks + told.thetas * missed
    return _Slope(residuals, weighed * rates * (1 - rates))


def _newton_step(
    design: CrossDesign, slope: _Slope, moved: Amounts, *, variances: Amounts, steps: int
) -> Amounts:
    """Solve (H + 1 / sigma2) d = gradient by preconditioned conjugate gradients."""
    diagonal = design.sums_of_squares(slope.curvatures) + 1 / variances
    left = design.sums(slope.residuals) - moved / variances
    found = np.zeros_like(left)
    scaled = left / diagonal
    along, power = scaled, float((left * scaled).sum())
    for _ in range(steps):
        if power <= 0:
            break
        curved = design.sums(slope.curvatures * design.logits(along)) + along / variances
        length = power / float((along * curved).sum())
        found += length * along
        left = left - length * curved
        scaled = left / diagonal
        before, power = power, float((left * scaled).sum())
        along = scaled + power / before * along
    return found

"""Refits a cross learner on a whole log: the posterior's mode, its variances, and its priors.

The mode is found by Newton's method (`newton_step`); variances are those of the diagonal,
V = 1 / (sum of curvature + 1 / sigma2). The variances sigma2 of the blocks are learned as they go
(`cross_blocks`).
"""

from dataclasses import dataclass

import numpy as np

from recommender.crossed.cross_weights import CrossWeights
from training.cross_blocks import CrossBlocks
from training.cross_design import CrossDesign
from training.newton_step import Belief, slope_at, stepped


@dataclass(frozen=True, slots=True, kw_only=True)
class RefitSettings:
    """`pull` is how many weights' worth the given prior counts for in each block's variance.

    None keeps the prior as it is. Within the last `spans_days` tastes may have moved
    (`cross_drift`); without any they last for good. `factors` are how many latent factors tell
    what page features like alike (`cross_factors`), 0 for none.
    """

    rounds: int = 2
    steps: int = 8
    pull: float | None = 10.0
    spans_days: tuple[float, ...] = (1.0, 3.0)
    factors: int = 8


def prior_belief(weights: CrossWeights, design: CrossDesign, settings: RefitSettings) -> Belief:
    """Return what the weights' prior believes of those that a design knows."""
    rows, columns = design.shape
    variances = weights.prior_variances()[:rows, :columns]
    start = np.zeros_like(variances)
    start[0, 0] = weights.prior.intercept
    return Belief(start=start, variances=variances, steps=settings.steps)


def refit(weights: CrossWeights, design: CrossDesign, settings: RefitSettings) -> None:
    """Put the weights at the mode of a log's posterior, starting from where they are."""
    told = design.outcomes
    if not len(told):
        return
    rows, columns = design.shape
    belief = prior_belief(weights, design, settings)
    start, variances = belief.start, belief.variances
    mean = weights.mean[:rows, :columns].copy()
    for _ in range(settings.rounds):
        mean = stepped(design, mean, belief, logits=design.logits(mean) + told.offsets)
    slope = slope_at(design.logits(mean) + told.offsets, told)
    information = design.sums_of_squares(slope.curvatures)
    if settings.pull is not None:
        blocks = CrossBlocks(weights, rows=rows, columns=columns)
        learned = blocks.learned(mean - start, information, variances=variances, pull=settings.pull)
        weights.prior = weights.prior.with_variances(learned)
        variances = weights.prior_variances()[:rows, :columns]
    weights.set(mean, 1 / (information + 1 / variances), prior=weights.prior)

"""One step of Newton's method towards the mode of the posterior of some weights.

The step is solved by conjugate gradients with a diagonal preconditioner, and taken whole, by half,
by a quarter ... until it does not raise the loss (`newton_path`).
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.special import expit

from training.cross_log import Outcomes
from training.newton_path import NewtonPath
from training.sums import Amounts

MOST_LIKELY = 0.95


class Design(Protocol):
    """Exposures [n] whose logits, but for their offsets, are linear in weights of any one shape."""

    @property
    def outcomes(self) -> Outcomes:
        """What became of the exposures."""

    def logits(self, weights: Amounts) -> Amounts:
        """Return what the weights add to each logit [n]."""

    def sums(self, amounts: Amounts) -> Amounts:
        """Return, as weights, the sum of amounts [n] times what each weight is multiplied with."""

    def sums_of_squares(self, amounts: Amounts) -> Amounts:
        """Return the sum of amounts [n] times its square."""


@dataclass(frozen=True, slots=True)
class Slope:
    """What the log says at some weights: residuals [n] and curvatures [n] of its logits."""

    residuals: Amounts
    curvatures: Amounts


def slope_at(logits: Amounts, told: Outcomes) -> Slope:
    """Return the log's slope at these logits, offsets and all."""
    rates = expit(logits)
    likely = np.minimum(told.thetas * rates, MOST_LIKELY)
    missed = told.unclicked * (1 - rates) / (1 - likely)
    residuals = told.clicks * (1 - rates) - likely * missed
    weighed = told.clicks + told.thetas * missed
    return Slope(residuals, weighed * rates * (1 - rates))


@dataclass(frozen=True, slots=True, kw_only=True)
class Belief:
    """Weights are normal with these means (`start`) and `variances`.

    A step is solved by `steps` iterations.
    """

    start: Amounts | float
    variances: Amounts
    steps: int


def stepped(design: Design, mean: Amounts, belief: Belief, *, logits: Amounts) -> Amounts:
    """Return the weights one step further; `logits` [n] are those at `mean`, offsets and all."""
    slope = slope_at(logits, design.outcomes)
    step = _step(design, slope, mean - belief.start, belief)
    path = NewtonPath(
        design.outcomes,
        logits=logits,
        along=design.logits(step),
        moved=mean - belief.start,
        step=step,
        variances=belief.variances,
    )
    return mean + path.length() * step


def _step(design: Design, slope: Slope, moved: Amounts, belief: Belief) -> Amounts:
    """Solve (H + 1 / sigma2) d = gradient by preconditioned conjugate gradients."""
    variances = belief.variances
    diagonal = design.sums_of_squares(slope.curvatures) + 1 / variances
    left = design.sums(slope.residuals) - moved / variances
    found = np.zeros_like(left)
    scaled = left / diagonal
    along, power = scaled, float((left * scaled).sum())
    for _ in range(belief.steps):
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

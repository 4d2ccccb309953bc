"""Refits a cross learner on a whole log: the posterior's mode, its variances, and its priors.

The mode is found by Newton's method, each step by conjugate gradients with a diagonal
preconditioner; variances are those of the diagonal, V = 1 / (sum of curvature + 1 / sigma2). The
variances sigma2 of the blocks are learned as they go (empirical Bayes, MacKay 1992):
sigma2 = (pull * prior + sum (w - w0)^2) / (pull + sum (1 - V / sigma2)).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from recommender.crossed.cross_prior import ROOT, Block
from recommender.crossed.cross_weights import CrossWeights
from training.cross_design import CrossDesign
from training.cross_log import CrossLog
from training.sums import Amounts

MOST_LIKELY = 0.95
SMALLEST_VARIANCE = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class RefitSettings:
    """`pull` is how many weights' worth the given prior counts for in each block's variance.

    None keeps the prior as it is.
    """

    rounds: int = 2
    steps: int = 8
    pull: float | None = 50.0


@dataclass(frozen=True, slots=True)
class _Slope:
    """What the log says at some weights: residuals [n] and curvatures [n] of its logits."""

    residuals: Amounts
    curvatures: Amounts


def refit(weights: CrossWeights, log: CrossLog, settings: RefitSettings) -> None:
    """Put the weights at the posterior's mode, starting from where they are."""
    if not len(log):
        return
    design = CrossDesign(log)
    rows, columns = log.pages.shape[1], log.promos.shape[1]
    variances = weights.prior_variances()[:rows, :columns]
    start = np.zeros_like(variances)
    start[0, 0] = weights.prior.intercept
    mean = weights.mean[:rows, :columns].copy()
    for _ in range(settings.rounds):
        slope = _slope(design.logits(mean), log)
        mean += _newton_step(design, slope, mean - start, variances=variances, steps=settings.steps)
    slope = _slope(design.logits(mean), log)
    information = design.sums_of_squares(slope.curvatures)
    prior = weights.prior
    if settings.pull is not None:
        blocks = _Blocks(weights, rows=rows, columns=columns)
        learned = blocks.learned(mean - start, information, variances=variances, pull=settings.pull)
        prior = prior.with_variances(learned)
        variances = blocks.spread(learned, variances)
    weights.set(mean, 1 / (information + 1 / variances), prior=prior)


def _slope(logits: Amounts, log: CrossLog) -> _Slope:
    rates = expit(logits)
    likely = np.minimum(log.thetas * rates, MOST_LIKELY)
    missed = log.unclicked * (1 - rates) / (1 - likely)
    residuals = log.clicks * (1 - rates) - likely * missed
    weighed = log.clicks + log.thetas * missed
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


class _Blocks:
    """The blocks of the weights [rows, columns], summed over field by field."""

    def __init__(self, weights: CrossWeights, *, rows: int, columns: int) -> None:
        self._pages, self._page = _numbered(weights.page.fields[:rows])
        self._promos, self._promo = _numbered(weights.promo.fields[:columns])

    def learned(
        self, moved: Amounts, information: Amounts, *, variances: Amounts, pull: float
    ) -> Mapping[Block, float]:
        """Return the variance that each block's weights tell of, but the root's."""
        seen = information > 0
        told = information / (information + 1 / variances)
        squares = self._sums(np.where(seen, moved**2, 0.0))
        effective = self._sums(np.where(seen, told, 0.0))
        before = self._sums(variances) / self._sums(np.ones_like(variances))
        after = np.maximum((pull * before + squares) / (pull + effective), SMALLEST_VARIANCE)
        return {
            (one, other): float(after[row, column])
            for row, one in enumerate(self._pages)
            for column, other in enumerate(self._promos)
            if (one, other) != ROOT
        }

    def spread(self, learned: Mapping[Block, float], variances: Amounts) -> Amounts:
        """Return the variance of each weight by its block's."""
        root = float(variances[0, 0])
        table = [[learned.get((one, other), root) for other in self._promos] for one in self._pages]
        return np.asarray(np.array(table)[np.ix_(self._page, self._promo)])

    def _sums(self, amounts: Amounts) -> Amounts:
        by_page = np.zeros((len(self._pages), amounts.shape[1]))
        np.add.at(by_page, self._page, amounts)
        by_block = np.zeros((len(self._promos), len(self._pages)))
        np.add.at(by_block, self._promo, by_page.T)
        return by_block.T


def _numbered(fields: list[str]) -> tuple[list[str], NDArray[np.int64]]:
    names = sorted(set(fields))
    return names, np.array([names.index(name) for name in fields], dtype=np.int64)

"""Latent factors of a cross learner: what sections, tags, places and devices like alike in promos.

A block of weights learns each section's taste for each promo by itself. But a promo has a few
latent traits, and whatever page feature meets them likes each of them more or less. So of weights
that were refitted a part of low rank, A B', is told apart: A [page features, k] and B [promo
features, k] are fitted in turns, each with the other one held (`factor_sides`); single weights then
tell what nothing else shares, as far as the log says that there is such a thing. What is served is
the sum, a table of weights like any other, learned on online feature by feature.
"""

from dataclasses import replace

import numpy as np

from recommender.crossed.cross_weights import CrossWeights
from training.cross_blocks import CrossBlocks
from training.cross_design import CrossDesign
from training.cross_refit import RefitSettings, prior_belief
from training.factor_corner import Corner, corner_of, main_loadings
from training.factor_prior import learned_shares, shares, tastes
from training.factor_sides import Loadings, PageSide, PromoSide
from training.newton_step import Belief, slope_at, stepped
from training.sums import Amounts

SWEEPS = 2
# Of the variance of a block, what its single weights begin with beside the factors.
BESIDE = 0.1
# Of a promo feature's loading when the first pages' are fitted, as a share of its prior variance.
FIRST_DOUBT = 0.3


def tell_factors(weights: CrossWeights, design: CrossDesign, settings: RefitSettings) -> None:
    """Tell `settings.factors` latent factors in refitted weights, and take over what they say."""
    corner = corner_of(weights, design.shape)
    count = min(settings.factors, len(corner.pages), len(corner.promos))
    if not count or not len(design.outcomes):
        return
    fit = _FactorFit(weights, design, corner, count=count, settings=settings)
    for _ in range(SWEEPS):
        fit.sweep()
    prior = weights.prior
    if settings.pull is not None:
        prior = prior.with_variances(learned_shares(prior, corner, fit.promos, pull=settings.pull))
    weights.set(*fit.sums(), prior=prior)


class _FactorFit:
    """Weights in two parts: `mean`, single ones, and the loadings of `pages` and `promos`."""

    def __init__(
        self,
        weights: CrossWeights,
        design: CrossDesign,
        corner: Corner,
        *,
        count: int,
        settings: RefitSettings,
    ) -> None:
        self._design, self._corner, self._pull = design, corner, settings.pull
        (rows, columns), steps = design.shape, settings.steps
        self._blocks = CrossBlocks(weights, rows=rows, columns=columns)
        self._without = prior_belief(weights, design, settings)
        self._single = _beside(self._without, corner)
        self._pages = _belief(tastes(weights.prior, corner), count, steps=steps)
        self._promos = _belief(shares(weights.prior, corner) / count, count, steps=steps)
        self.mean = weights.mean[:rows, :columns].copy()
        first = main_loadings(self.mean, design, corner, count=count)
        self.mean[corner.cells] = 0.0
        self.pages = Loadings(np.zeros_like(self._pages.variances), self._pages.variances)
        self.promos = Loadings(first, FIRST_DOUBT * self._promos.variances)

    def sweep(self) -> None:
        """Fit each part once more, the others held."""
        design, corner = self._design.beside(self._design.logits(self.mean)), self._corner
        self.pages = _fitted(PageSide(design, corner, self.promos), self.pages, self._pages)
        self.promos = _fitted(PromoSide(design, corner, self.pages), self.promos, self._promos)
        design = self._design.beside(self._design.logits(self._factors()))
        logits = design.logits(self.mean) + design.outcomes.offsets
        self.mean = stepped(design, self.mean, self._single, logits=logits)
        if self._pull is not None:
            self._single = self._relearned(design, pull=self._pull)

    def sums(self) -> tuple[Amounts, Amounts]:
        """Return mean and variance of the weights, both parts together."""
        mean, told = self.mean + self._factors(), self._design.outcomes
        slope = slope_at(self._design.logits(mean) + told.offsets, told)
        information = self._design.sums_of_squares(slope.curvatures)
        variance = 1 / (information + 1 / self._single.variances)
        pages, promos = self.pages, self.promos
        variance[self._corner.cells] += pages.mean**2 @ promos.variance.T
        variance[self._corner.cells] += pages.variance @ (promos.mean**2 + promos.variance).T
        return mean, variance

    def _relearned(self, design: CrossDesign, *, pull: float) -> Belief:
        """Return how much single weights differ beside the factors, at most as without them."""
        single, cells = self._single, self._corner.cells
        logits = design.logits(self.mean) + design.outcomes.offsets
        information = design.sums_of_squares(slope_at(logits, design.outcomes).curvatures)
        moved, variances = self.mean - single.start, single.variances
        learned = self._blocks.learned_table(moved, information, variances=variances, pull=pull)
        table = variances.copy()
        table[cells] = np.minimum(learned[cells], self._without.variances[cells])
        return replace(single, variances=table)

    def _factors(self) -> Amounts:
        """Return A B' as a table of all weights."""
        table = np.zeros(self._design.shape)
        table[self._corner.cells] = self.pages.mean @ self.promos.mean.T
        return table


def _beside(without: Belief, corner: Corner) -> Belief:
    variances = without.variances.copy()
    variances[corner.cells] *= BESIDE
    return replace(without, variances=variances)


def _belief(variances: Amounts, count: int, *, steps: int) -> Belief:
    return Belief(start=0.0, variances=np.repeat(variances[:, None], count, axis=1), steps=steps)


def _fitted(side: PageSide | PromoSide, loadings: Loadings, belief: Belief) -> Loadings:
    """Return one side's loadings one step further, as sure as the held ones allow."""
    logits = side.logits(loadings.mean) + side.outcomes.offsets
    curvatures = slope_at(logits, side.outcomes).curvatures
    sureness = 1 / belief.variances + side.doubts(curvatures)
    doubted = Belief(start=0.0, variances=1 / sureness, steps=belief.steps)
    mean = stepped(side, loadings.mean, doubted, logits=logits)
    return Loadings(mean, 1 / (side.sums_of_squares(curvatures) + sureness))

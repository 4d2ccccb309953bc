"""Which features have a place in a cross learner's table: those met often, as many as fit.

The table is as large as all page features times all promo features. What is met seldom tells
little of itself, and most articles are soon forgotten; a feature without a place counts as one that
was never met.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from recommender.crossed.cross_prior import CrossPrior
from recommender.crossed.cross_weights import CrossWeights
from training.crossed_things import Features
from training.sums import Amounts

# Exposures of a page's feature, to begin with; promos are few, and each has its own at first.
RAREST = 20.0
# A quarter of what a learner may hold: the rest is for what comes until the next refit. Half of it
# took twice the time and memory of a refit; of promos that mostly live for a day the blend's
# log-loss was then .11976 for .11969 (100 million exposures), .11726 for .11732 (10 million).
MOST_CELLS = 4_000_000


@dataclass(frozen=True, slots=True)
class Met:
    """How many exposures [things] there were of each thing of a side."""

    things: list[Features]
    exposures: Amounts

    def by_name(self) -> Mapping[str, float]:
        """Return the exposures of each feature's name, in order of first appearance."""
        totals: dict[str, float] = {}
        for thing, count in zip(self.things, self.exposures.tolist(), strict=True):
            if count > 0:
                for name, _ in thing:
                    totals[name] = totals.get(name, 0.0) + count
        return totals


def numbered_weights(prior: CrossPrior, *, pages: Iterable[Met], promos: Met) -> CrossWeights:
    """Return weights as before any exposure, with a place for what was met often enough.

    Both sides must name the bias first.
    """
    by_page: dict[str, float] = {}
    for met in pages:
        by_page |= met.by_name()
    by_promo = promos.by_name()
    rarest = _rarest(by_page, by_promo)
    weights = CrossWeights(prior)
    for name in _frequent(by_page, rarest):
        weights.page.number(name)
    for name in _frequent(by_promo, rarest / RAREST):
        weights.promo.number(name)
    mean = np.zeros((len(weights.page), len(weights.promo)))
    mean[0, 0] = prior.intercept
    weights.set(mean, weights.prior_variances(), prior=prior)
    return weights


def _rarest(pages: Mapping[str, float], promos: Mapping[str, float]) -> float:
    rarest = RAREST
    while True:
        height, width = len(_frequent(pages, rarest)), len(_frequent(promos, rarest / RAREST))
        if height * width <= MOST_CELLS:
            return rarest
        rarest *= 2


def _frequent(totals: Mapping[str, float], rarest: float) -> list[str]:
    return [name for name, total in totals.items() if total >= rarest]

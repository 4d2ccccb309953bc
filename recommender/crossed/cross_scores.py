"""The logits of many promos on one page, and how unsure each of them is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recommender.crossed.cross_weights import Active, CrossWeights, Floats, Rows


@dataclass(frozen=True, slots=True)
class ActiveTable:
    """The features of n promos, padded to the most that one has: numbers, strengths [n, k].

    Padding has strength 0.
    """

    numbers: Rows
    strengths: Floats
    squares: Floats

    def of(self, rows: Rows) -> "ActiveTable":
        """Return some of the promos."""
        return ActiveTable(self.numbers[rows], self.strengths[rows], self.squares[rows])


def active_table(promos: Sequence[Active]) -> ActiveTable:
    """Line up the features of promos."""
    most = max((len(each.numbers) for each in promos), default=0)
    numbers = np.zeros((len(promos), most), dtype=np.int64)
    strengths = np.zeros((len(promos), most))
    for row, each in enumerate(promos):
        numbers[row, : len(each.numbers)] = each.numbers
        strengths[row, : len(each.numbers)] = each.strengths
    return ActiveTable(numbers, strengths, strengths**2)


def logits(weights: CrossWeights, page: Active, promos: ActiveTable) -> Floats:
    """Return the predictive mean m [n] of each promo's logit on a page."""
    sums = page.strengths @ weights.mean[page.numbers]
    found: Floats = np.einsum("nk,nk->n", sums[promos.numbers], promos.strengths)
    return found


def deviations(weights: CrossWeights, page: Active, promos: ActiveTable) -> Floats:
    """Return the predictive standard deviation s [n] of each promo's logit on a page."""
    sums = page.strengths**2 @ weights.variance[page.numbers]
    found: Floats = np.einsum("nk,nk->n", sums[promos.numbers], promos.squares)
    return np.sqrt(found)

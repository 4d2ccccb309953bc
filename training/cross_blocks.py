"""The variance of each block of weights, learned from the weights (empirical Bayes, MacKay 1992).

sigma2 = (pull * prior + sum (w - w0)^2) / (pull + sum (1 - V / sigma2)): the second sum counts how
many weights the log really determines.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from recommender.crossed.cross_prior import ROOT, Block
from recommender.crossed.cross_weights import CrossWeights
from training.sums import Amounts

SMALLEST_VARIANCE = 1e-4


class CrossBlocks:
    """The blocks of the weights [rows, columns], summed over field by field."""

    def __init__(self, weights: CrossWeights, *, rows: int, columns: int) -> None:
        self._pages, self._page = _numbered(weights.page.fields[:rows])
        self._promos, self._promo = _numbered(weights.promo.fields[:columns])

    def learned(
        self, moved: Amounts, information: Amounts, *, variances: Amounts, pull: float
    ) -> Mapping[Block, float]:
        """Return the variance that each block's weights tell of, but the root's."""
        after = self._learned(moved, information, variances, pull)
        return {
            (one, other): float(after[row, column])
            for row, one in enumerate(self._pages)
            for column, other in enumerate(self._promos)
            if (one, other) != ROOT
        }

    def learned_table(
        self, moved: Amounts, information: Amounts, *, variances: Amounts, pull: float
    ) -> Amounts:
        """Return the same as variances [rows, columns] of the weights."""
        after = self._learned(moved, information, variances, pull)
        table = after[np.ix_(self._page, self._promo)]
        table[0, 0] = variances[0, 0]
        return np.asarray(table)

    def _learned(
        self, moved: Amounts, information: Amounts, variances: Amounts, pull: float
    ) -> Amounts:
        seen = information > 0
        told = information / (information + 1 / variances)
        squares = self._sums(np.where(seen, moved**2, 0.0))
        effective = self._sums(np.where(seen, told, 0.0))
        before = self._sums(variances) / self._sums(np.ones_like(variances))
        return np.maximum((pull * before + squares) / (pull + effective), SMALLEST_VARIANCE)

    def _sums(self, amounts: Amounts) -> Amounts:
        by_page = np.zeros((len(self._pages), amounts.shape[1]))
        np.add.at(by_page, self._page, amounts)
        by_block = np.zeros((len(self._promos), len(self._pages)))
        np.add.at(by_block, self._promo, by_page.T)
        return by_block.T


def _numbered(fields: list[str]) -> tuple[list[str], NDArray[np.int64]]:
    names = sorted(set(fields))
    return names, np.array([names.index(name) for name in fields], dtype=np.int64)

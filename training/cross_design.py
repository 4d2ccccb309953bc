"""Sums over the pairs of a log of exposures, without ever writing the pairs down.

The logit of an exposure is x' W y, x the page's features and y the promo's. With U = Y W' (a row
for each promo) it is a sparse product of the exposures' pages with U; and the sum of x y' over the
exposures is the same product turned round.
"""

from functools import cached_property

import numpy as np
from scipy import sparse

from training.cross_log import CrossLog
from training.sums import Amounts


class CrossDesign:
    """The exposures [n] of a log over weights [page features, promo features]."""

    def __init__(self, log: CrossLog) -> None:
        self.log = log
        self._promos = log.promos
        self._width = log.pages.shape[1]
        self._promo_squares = log.promos.power(2)

    # As large as the log, and not asked for where another design is made of it.
    @cached_property
    def _met(self) -> sparse.csr_matrix:
        """The pages' features [n, promos * page features], each in its promo's part."""
        log = self.log
        met = log.pages[log.page].tocsr()
        offsets = np.repeat(log.promo * self._width, np.diff(met.indptr))
        columns = log.promos.shape[0] * self._width
        return sparse.csr_matrix(
            (met.data, met.indices + offsets, met.indptr), shape=(len(log), columns)
        )

    @cached_property
    def _met_squares(self) -> sparse.csr_matrix:
        return self._met.power(2)

    def logits(self, weights: Amounts) -> Amounts:
        """Return x' W y [n] of each exposure."""
        by_promo = self._promos @ weights.T
        return np.asarray(self._met @ by_promo.ravel())

    def sums(self, amounts: Amounts) -> Amounts:
        """Return the sum of amount * x y' [page features, promo features] over exposures."""
        by_promo = (self._met.T @ amounts).reshape(-1, self._width)
        return np.asarray((self._promos.T @ by_promo).T)

    def sums_of_squares(self, amounts: Amounts) -> Amounts:
        """Return the sum of amount * (x y')^2, element by element."""
        by_promo = (self._met_squares.T @ amounts).reshape(-1, self._width)
        return np.asarray((self._promo_squares.T @ by_promo).T)

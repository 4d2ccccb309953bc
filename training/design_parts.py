"""A log of exposures cut by its promos, so that no part's table of promos x page features is large.

A part knows only the promo features that its own promos have.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from training.cross_log import CrossLog
from training.sums import Amounts, sums_by

# Promos times page features: 64 MB.
MOST_CELLS = 8_000_000
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class DesignPart:
    """Some promos [q, features in `columns`] and their exposures, those in `rows` of the log.

    `met` [rows, q * page features] are the pages' features, each in its promo's part.
    """

    rows: Rows | slice
    columns: Rows | slice
    promos: sparse.csr_matrix
    met: sparse.csr_matrix
    width: int

    @cached_property
    def _met_squares(self) -> sparse.csr_matrix:
        return _squared(self.met)

    def logits(self, weights: Amounts) -> Amounts:
        """Return x' W y of each of the rows, of weights [page features, all promo features]."""
        by_promo = self.promos @ weights[:, self.columns].T
        return np.asarray(self.met @ by_promo.ravel())

    def sums(self, amounts: Amounts) -> Amounts:
        """Return the sum of amount * x y' [page features, columns] over the rows."""
        by_promo = (self.met.T @ amounts).reshape(-1, self.width)
        return np.asarray((self.promos.T @ by_promo).T)

    def sums_of_squares(self, amounts: Amounts) -> Amounts:
        """Return the sum of amount * (x y')^2, element by element."""
        by_promo = (self._met_squares.T @ amounts).reshape(-1, self.width)
        return np.asarray((_squared(self.promos).T @ by_promo).T)

    def page_squares(self, amounts: Amounts, loadings: Amounts) -> Amounts:
        """Return the sum of amount * (x (y'b)')^2 [page features, k], b `loadings` of promos."""
        return self._by_page(amounts, np.asarray(self.promos @ loadings[self.columns]) ** 2)

    def page_doubts(self, amounts: Amounts, variances: Amounts) -> Amounts:
        """Return the sum of amount * x^2 Var(y'b)' [page features, k]."""
        return self._by_page(amounts, np.asarray(_squared(self.promos) @ variances[self.columns]))

    def promo_squares(self, amounts: Amounts, loadings: Amounts) -> Amounts:
        """Return the sum of amount * (y (x'a)')^2 [columns, k], a `loadings` of pages."""
        pages = _narrowed(self.met, self.width)
        return self._by_promo(amounts * (pages @ each) ** 2 for each in loadings.T)

    def promo_doubts(self, amounts: Amounts, variances: Amounts) -> Amounts:
        """Return the sum of amount * y^2 Var(x'a)' [columns, k]."""
        pages = _narrowed(self._met_squares, self.width)
        return self._by_promo(amounts * (pages @ each) for each in variances.T)

    def _by_page(self, amounts: Amounts, of_promos: Amounts) -> Amounts:
        by_promo = (self._met_squares.T @ amounts).reshape(-1, self.width)
        return np.asarray(by_promo.T @ of_promos)

    def _by_promo(self, factors: Iterable[Amounts]) -> Amounts:
        # Every page has the bias: no row is empty. A factor at a time: each is as long as the log.
        promo = self.met.indices[self.met.indptr[:-1]] // self.width
        sums = [sums_by(promo, each, count=self.promos.shape[0]) for each in factors]
        return np.asarray(_squared(self.promos).T @ np.array(sums).T)


def design_parts(log: CrossLog) -> list[DesignPart]:
    """Return the parts of a log, one if it is small."""
    count, width = log.promos.shape[0], log.pages.shape[1]
    step = max(MOST_CELLS // max(width, 1), 1)
    if count <= step:
        everything = slice(None)
        return [DesignPart(everything, everything, log.promos, _met(log, everything, 0), width)]
    return list(_cut(log, step))


def _cut(log: CrossLog, step: int) -> Iterator[DesignPart]:
    order = np.argsort(log.promo, kind="stable")
    ordered = log.promo[order]
    for first in range(0, log.promos.shape[0], step):
        rows = order[np.searchsorted(ordered, first) : np.searchsorted(ordered, first + step)]
        promos = log.promos[first : first + step]
        columns = np.unique(promos.indices).astype(np.int64)
        met = _met(log, rows, first, count=promos.shape[0])
        yield DesignPart(rows, columns, promos[:, columns], met, log.pages.shape[1])


def _met(
    log: CrossLog, rows: Rows | slice, first: int, *, count: int | None = None
) -> sparse.csr_matrix:
    """Return the pages' features of some rows, the promos numbered from `first` on."""
    pages, width = log.pages[log.page[rows]].tocsr(), log.pages.shape[1]
    columns = (count or log.promos.shape[0]) * width
    kind = np.int32 if columns < 2**31 else np.int64
    # In place: a log of a million rows has twenty million such numbers.
    places = pages.indices.astype(kind, copy=False)
    places += np.repeat(((log.promo[rows] - first) * width).astype(kind), np.diff(pages.indptr))
    return sparse.csr_matrix((pages.data, places, pages.indptr), shape=(pages.shape[0], columns))


def _narrowed(met: sparse.csr_matrix, width: int) -> sparse.csr_matrix:
    """Return the pages' features as they are, whatever promo they met."""
    shape = (met.shape[0], width)
    return sparse.csr_matrix((met.data, met.indices % width, met.indptr), shape=shape)


def _squared(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return the squares, element by element; what says where they stand is shared."""
    data = matrix.data**2
    return sparse.csr_matrix((data, matrix.indices, matrix.indptr), shape=matrix.shape)

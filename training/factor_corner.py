"""The corner of a table of weights that latent factors stand in, and their first directions."""

from dataclasses import dataclass

import numpy as np
from scipy import linalg

from recommender.crossed.cross_weights import CrossWeights, Rows
from training.cross_design import CrossDesign
from training.sums import Amounts

# What tells tastes, and what tells traits. Hours are about single kinds and sources, the age of a
# kind is about what every page shares, and a title's words are many that tell hardly any.
PAGE_FIELDS = frozenset({"category", "tag", "article", "country", "place", "device"})
PROMO_FIELDS = frozenset({"promo", "kind", "source", "topic", "label", "word"})
# Between a field and the days that its weights count for alone, where they move.
LATELY = " of "
TINY = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Corner:
    """The page features and promo features that have loadings, of a table of this `shape`."""

    pages: Rows
    promos: Rows
    page_fields: list[str]
    promo_fields: list[str]
    shape: tuple[int, int]

    @property
    def cells(self) -> tuple[Rows, ...]:
        """Where in the table they cross."""
        return np.ix_(self.pages, self.promos)

    def of_all_pages(self, loadings: Amounts) -> Amounts:
        """Return the loadings of all page features: the others' are 0."""
        return _spread(loadings, self.pages, count=self.shape[0])

    def of_all_promos(self, loadings: Amounts) -> Amounts:
        """Return the loadings of all promo features: the others' are 0."""
        return _spread(loadings, self.promos, count=self.shape[1])


def corner_of(weights: CrossWeights, shape: tuple[int, int]) -> Corner:
    """Return the corner of the weights of this shape."""
    page_fields, promo_fields = weights.page.fields[: shape[0]], weights.promo.fields[: shape[1]]
    pages, promos = _of(page_fields, PAGE_FIELDS), _of(promo_fields, PROMO_FIELDS)
    return Corner(
        pages=pages,
        promos=promos,
        page_fields=[page_fields[at] for at in pages],
        promo_fields=[promo_fields[at] for at in promos],
        shape=shape,
    )


def main_loadings(mean: Amounts, design: CrossDesign, corner: Corner, *, count: int) -> Amounts:
    """Return the promo features' loadings [promos, count] in the main directions of weights.

    Each weight counts by how often its features were met; together a promo's loadings have about
    a square of 1.
    """
    met = design.sums_of_squares(np.ones(len(design.outcomes))) / len(design.outcomes)
    often, promos = np.sqrt(met[corner.pages, 0]), met[0, corner.promos]
    weighed = often[:, None] * mean[corner.cells]
    directions, roots = _directions(weighed * np.sqrt(promos), count=count)
    found = weighed.T @ directions / roots
    return np.asarray(found / np.sqrt(max(float((promos @ found**2).sum()), TINY)))


def _directions(table: Amounts, *, count: int) -> tuple[Amounts, Amounts]:
    """Return a table's main left singular vectors [rows, count], and their values [count]."""
    is_tall = table.shape[0] > table.shape[1]
    gram = table.T @ table if is_tall else table @ table.T
    last = len(gram) - 1
    squares, vectors = linalg.eigh(gram, subset_by_index=(last + 1 - count, last))
    values = np.sqrt(np.maximum(squares, TINY))
    return np.asarray(table @ vectors / values if is_tall else vectors), values


def _of(fields: list[str], wanted: frozenset[str]) -> Rows:
    plain = [field.partition(LATELY)[0] for field in fields]
    return np.array([at for at, field in enumerate(plain) if field in wanted], dtype=np.int64)


def _spread(table: Amounts, rows: Rows, *, count: int) -> Amounts:
    spread = np.zeros((count, table.shape[1]))
    spread[rows] = table
    return spread

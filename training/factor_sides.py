"""The two sides of latent factors, each with the other one held: each is linear in its loadings.

With loadings A of page features and B of promo features the factors add x'A B'y to a logit. As the
held side is itself only believed, each exposure doubts the other one a little: E[(y'b)^2] is more
than the square of the mean. That keeps factors from telling what was mere chance (mean-field
variational Bayes; Lim and Teh 2007). Doubts of several features of one page or promo are added up
as if each had its own: their cross terms are left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from training.cross_design import CrossDesign
from training.factor_corner import Corner
from training.sums import Amounts


@dataclass(frozen=True, slots=True)
class Loadings:
    """What is believed of each feature's factors: mean and variance [features, k]."""

    mean: Amounts
    variance: Amounts


class PageSide:
    """The page features' loadings as weights [pages, k], those of the promos held."""

    def __init__(self, design: CrossDesign, corner: Corner, held: Loadings) -> None:
        self.outcomes = design.outcomes
        self._design, self._corner = design, corner
        self._mean, self._variance = map(corner.of_all_promos, (held.mean, held.variance))

    def logits(self, weights: Amounts) -> Amounts:
        """Return what the factors add to each logit [n]."""
        return self._design.logits(self._corner.of_all_pages(weights) @ self._mean.T)

    def sums(self, amounts: Amounts) -> Amounts:
        """Return the sum of amount * x (y'b)'."""
        return (self._design.sums(amounts) @ self._mean)[self._corner.pages]

    def sums_of_squares(self, amounts: Amounts) -> Amounts:
        """Return the sum of amount * (x (y'b)')^2, element by element."""
        parts = self._design.parts
        return self._sums(part.page_squares(amounts[part.rows], self._mean) for part in parts)

    def doubts(self, amounts: Amounts) -> Amounts:
        """Return the sum of amount * x^2 Var(y'b)'."""
        parts = self._design.parts
        return self._sums(part.page_doubts(amounts[part.rows], self._variance) for part in parts)

    def _sums(self, of_parts: Iterable[Amounts]) -> Amounts:
        found = np.zeros((self._corner.shape[0], self._mean.shape[1]))
        for each in of_parts:
            found += each
        return found[self._corner.pages]


class PromoSide:
    """The promo features' loadings as weights [promos, k], those of the pages held."""

    def __init__(self, design: CrossDesign, corner: Corner, held: Loadings) -> None:
        self.outcomes = design.outcomes
        self._design, self._corner = design, corner
        self._mean, self._variance = map(corner.of_all_pages, (held.mean, held.variance))

    def logits(self, weights: Amounts) -> Amounts:
        """Return what the factors add to each logit [n]."""
        return self._design.logits(self._mean @ self._corner.of_all_promos(weights).T)

    def sums(self, amounts: Amounts) -> Amounts:
        """Return the sum of amount * y (x'a)'."""
        return (self._design.sums(amounts).T @ self._mean)[self._corner.promos]

    def sums_of_squares(self, amounts: Amounts) -> Amounts:
        """Return the sum of amount * (y (x'a)')^2, element by element."""
        parts = self._design.parts
        return self._sums(part.promo_squares(amounts[part.rows], self._mean) for part in parts)

    def doubts(self, amounts: Amounts) -> Amounts:
        """Return the sum of amount * y^2 Var(x'a)'."""
        parts = self._design.parts
        return self._sums(part.promo_doubts(amounts[part.rows], self._variance) for part in parts)

    def _sums(self, of_parts: Iterable[Amounts]) -> Amounts:
        found = np.zeros((self._corner.shape[1], self._mean.shape[1]))
        for part, each in zip(self._design.parts, of_parts, strict=True):
            found[part.columns] += each
        return found[self._corner.promos]

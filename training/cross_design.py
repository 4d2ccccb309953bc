"""Sums over the pairs of a log of exposures, without ever writing the pairs down.

The logit of an exposure is x' W y, x the page's features and y the promo's. With U = Y W' (a row
for each promo) it is a sparse product of the exposures' pages with U; and the sum of x y' over the
exposures is the same product turned round. Where U is large it is made in parts, by promos.
"""

from copy import copy
from dataclasses import replace

import numpy as np

from training.cross_log import CrossLog
from training.design_parts import design_parts
from training.sums import Amounts


class CrossDesign:
    """The exposures [n] of a log over weights of a `shape` [page features, promo features].

    The log's pages, which are as large as the design, are not held.
    """

    def __init__(self, log: CrossLog) -> None:
        self.shape = (log.pages.shape[1], log.promos.shape[1])
        self.outcomes = log.outcomes
        self.parts = design_parts(log)

    def beside(self, logits: Amounts) -> "CrossDesign":
        """Return the design with logits [n] that others tell of, on top of its offsets."""
        beside = copy(self)
        beside.outcomes = replace(self.outcomes, offsets=self.outcomes.offsets + logits)
        return beside

    def logits(self, weights: Amounts) -> Amounts:
        """Return x' W y [n] of each exposure."""
        found = np.empty(len(self.outcomes))
        for part in self.parts:
            found[part.rows] = part.logits(weights)
        return found

    def sums(self, amounts: Amounts) -> Amounts:
        """Return the sum of amount * x y' [page features, promo features] over exposures."""
        found = np.zeros(self.shape)
        for part in self.parts:
            found[:, part.columns] += part.sums(amounts[part.rows])
        return found

    def sums_of_squares(self, amounts: Amounts) -> Amounts:
        """Return the sum of amount * (x y')^2, element by element."""
        found = np.zeros(self.shape)
        for part in self.parts:
            found[:, part.columns] += part.sums_of_squares(amounts[part.rows])
        return found

"""What a cross learner's refit reads: pages and promos as feature rows, and what met with what."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from recommender.crossed.cross_weights import Active
from training.sums import Amounts

Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of exposures [n], in the words of a `CrossLog`."""

    thetas: Amounts
    clicks: Amounts
    unclicked: Amounts
    offsets: Amounts | float

    def __len__(self) -> int:
        return len(self.clicks)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossLog:
    """`pages` [P, page features] and `promos` [Q, promo features] hold strengths.

    Exposure i was of promo row `promo[i]` on page row `page[i]`, examined with the chance
    `thetas[i]`; it stands for `clicks[i]` clicked and `unclicked[i]` unclicked ones. `offsets` is
    what is added to the weights' logits: what somebody else tells of each.
    """

    pages: sparse.csr_matrix
    promos: sparse.csr_matrix
    page: Codes
    promo: Codes
    thetas: Amounts
    clicks: Amounts
    unclicked: Amounts
    offsets: Amounts | float = 0.0
    ages_days: Amounts | float = 0.0

    def __len__(self) -> int:
        return len(self.page)

    @property
    def outcomes(self) -> Outcomes:
        """What became of the exposures, whatever met in them."""
        return Outcomes(self.thetas, self.clicks, self.unclicked, self.offsets)


def feature_rows(things: Sequence[Active], *, width: int) -> sparse.csr_matrix:
    """Return the strengths [things, width] of the features of things."""
    ends = np.cumsum([0, *(len(each.numbers) for each in things)])
    numbers = np.concatenate([each.numbers for each in things])
    strengths = np.concatenate([each.strengths for each in things])
    return sparse.csr_matrix((strengths, numbers, ends), shape=(len(things), width))

"""What was learned online, made ready for the promos of one snapshot."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.crossed.keyed_features import KeyedFeatures, PageFeatures, keyed_reader
from recommender.crossed.published_cross import PageWeights, PublishedCross
from recommender.domain import Reader

Scores = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Online:
    """The weights of one moment; columns, strengths [N, k] are those of the snapshot's promos.

    `version` names the moment. The logit of a click is the weights' own, plus `share` times that of
    the snapshot's model, plus `shift`.
    """

    version: str
    weights: PublishedCross
    columns: NDArray[np.int64]
    strengths: NDArray[np.float32]
    squares: NDArray[np.float32]
    share: float = 0.0
    shift: float = 0.0

    def page(self, article: PageFeatures, reader: Reader, *, local_hour: int) -> PageWeights:
        """Return the weights of a page that a reader sees."""
        of_reader = keyed_reader(reader.country, reader.device, local_hour)
        return self.weights.page([*article, *of_reader])

    def article(self, article: PageFeatures) -> PageWeights:
        """Return the weights of an article, whoever reads."""
        return self.weights.page(article)

    def logits(self, page: PageWeights, rows: Rows) -> Scores:
        """Return the mean logit [n] of promos on a page."""
        return _sums(page.mean, self.columns[rows], self.strengths[rows])

    def deviations(self, page: PageWeights, rows: Rows) -> Scores:
        """Return the standard deviation [n] of promos' logits on a page."""
        return np.sqrt(_sums(page.variance, self.columns[rows], self.squares[rows]))


def online_of(
    version: str,
    weights: PublishedCross,
    promos: KeyedFeatures,
    *,
    share: float = 0.0,
    shift: float = 0.0,
) -> Online:
    """Make weights ready for promos [N]."""
    used = int((promos.strengths != 0).sum(axis=1).max(initial=1))
    columns, strengths = weights.columns(promos)[:, :used], promos.strengths[:, :used]
    return Online(version, weights, columns, strengths, strengths**2, share, shift)


def _sums(of_features: NDArray[np.float32], columns: Rows, shares: NDArray[np.float32]) -> Scores:
    sums: Scores = np.einsum("nk,nk->n", of_features[columns], shares).astype(np.float64)
    return sums

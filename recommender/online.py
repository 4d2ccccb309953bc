"""What was learned online, made ready for the promos of one snapshot."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.crossed.cross_weights import Active
from recommender.crossed.keyed_features import KeyedFeatures, PageFeatures, keyed_reader
from recommender.crossed.page_scores import PromoColumns, page_scores
from recommender.crossed.published_cross import PublishedCross
from recommender.domain import Reader

Scores = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Online:
    """The weights of one moment, and where the features of the snapshot's promos lie in them.

    `version` names the moment, in `mark` as logs bear it. The logit of a click is the weights' own,
    plus `share` times that of the snapshot's model, plus `shift`.
    """

    version: str
    weights: PublishedCross
    promos: PromoColumns
    share: float = 0.0
    shift: float = 0.0
    mark: bytes = b""

    def page(self, article: PageFeatures, reader: Reader, *, local_hour: int) -> Active:
        """Return the rows of a page that a reader sees."""
        of_reader = keyed_reader(reader.country, reader.region, reader.device, local_hour)
        return self.weights.page([*article, *of_reader])

    def article(self, article: PageFeatures) -> Active:
        """Return the rows of an article, whoever reads."""
        return self.weights.page(article)

    def scores(self, page: Active, rows: Rows) -> tuple[Scores, Scores]:
        """Return mean and standard deviation [n] of the weights' logit of promos on a page."""
        weights = self.weights
        return page_scores(weights.mean, weights.variance, page, self.promos, rows)


def online_of(
    version: str,
    weights: PublishedCross,
    promos: KeyedFeatures,
    *,
    share: float = 0.0,
    shift: float = 0.0,
    mark: bytes = b"",
) -> Online:
    """Make weights ready for promos [N]."""
    used = int((promos.strengths != 0).sum(axis=1).max(initial=1))
    columns = np.ascontiguousarray(weights.columns(promos)[:, :used])
    strengths = np.ascontiguousarray(promos.strengths[:, :used])
    return Online(version, weights, PromoColumns(columns, strengths), share, shift, mark)

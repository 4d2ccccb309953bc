"""Logs for refits: exposures that all are examined, evenly in time."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from recommender.crossed.cross_weights import Active, CrossWeights
from training.cross_log import Codes, CrossLog, feature_rows

OLDEST_DAYS = 8.0


def examined_log(
    weights: CrossWeights,
    *,
    pages: Sequence[Active],
    promos: Sequence[Active],
    met: tuple[Codes, Codes],
    clicks: NDArray[np.float64],
) -> CrossLog:
    """Return exposures whose pages and promos `met`, rows of both; the first is the oldest."""
    page, promo = met
    return CrossLog(
        pages=feature_rows(pages, width=len(weights.page)),
        promos=feature_rows(promos, width=len(weights.promo)),
        page=page,
        promo=promo,
        thetas=np.ones(len(page)),
        clicks=clicks,
        unclicked=1 - clicks,
        ages_days=np.linspace(OLDEST_DAYS, 0.0, len(page)),
    )

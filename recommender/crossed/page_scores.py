"""The logits of promos on a page, and how unsure they are, from published weights."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.crossed.cross_weights import Active, Floats, Rows

try:
    from recommender.crossed.compiled_cross import scores as compiled_scores
except ImportError:  # installed where no C compiler was
    IS_COMPILED = False
else:
    IS_COMPILED = True

Table = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class PromoColumns:
    """Columns and strengths [N, k] of the features of N promos; padding has strength 0."""

    columns: Rows
    strengths: Table


def page_scores(
    mean: Table, variance: Table, page: Active, promos: PromoColumns, rows: Rows
) -> tuple[Floats, Floats]:
    """Return mean and standard deviation [n] of the logits of some promos on a page.

    `mean` and `variance` [page features, promo features] are of the weights. Raises ValueError or
    IndexError if they do not fit.
    """
    if not IS_COMPILED:
        return plain_scores(mean, variance, page, promos, rows)
    found = np.empty((2, len(rows)))
    compiled_scores(
        mean,
        variance,
        mean.shape[1],
        page.numbers,
        page.strengths,
        promos.columns,
        promos.strengths,
        promos.columns.shape[1],
        rows,
        found,
    )
    return found[0], found[1]


def plain_scores(
    mean: Table, variance: Table, page: Active, promos: PromoColumns, rows: Rows
) -> tuple[Floats, Floats]:
    """Do as the compiled `scores`, number for number."""
    of_mean, of_variance = np.zeros(mean.shape[1]), np.zeros(mean.shape[1])
    for row, strength in zip(page.numbers, page.strengths, strict=True):
        of_mean += strength * mean[row]
        of_variance += strength * strength * variance[row]
    logits, spreads = np.zeros(len(rows)), np.zeros(len(rows))
    for columns, strengths in zip(promos.columns.T, promos.strengths.T, strict=True):
        shares = strengths[rows].astype(np.float64)
        logits += shares * of_mean[columns[rows]]
        spreads += shares * shares * of_variance[columns[rows]]
    return logits, np.sqrt(spreads)

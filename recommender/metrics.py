"""How good predicted click rates are: log-loss, AUC, calibration. Arrays [n] in, numbers out.

`clicks` and `unclicked` are (weighted) counts per row, so totals and single exposures judge alike.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
# A prediction of exactly 0 or 1 must cost much, not everything.
LEAST_RATE = 1e-7


@dataclass(frozen=True, slots=True)
class RatePoint:
    """One bin of a reliability curve: mean predicted rate, observed rate, exposures."""

    predicted: float
    observed: float
    exposures: float


def losses(rates: Floats, *, clicks: Floats, unclicked: Floats) -> Floats:
    """Return each row's summed log-loss (nats)."""
    safe = np.clip(rates, LEAST_RATE, 1 - LEAST_RATE)
    return -(clicks * np.log(safe) + unclicked * np.log1p(-safe))


def log_loss(rates: Floats, *, clicks: Floats, unclicked: Floats) -> float:
    """Return the mean log-loss of an exposure (nats)."""
    total = losses(rates, clicks=clicks, unclicked=unclicked).sum()
    return float(total / (clicks + unclicked).sum())


def auc(rates: Floats, *, clicks: Floats, unclicked: Floats) -> float:
    """Return the chance that a clicked exposure outranks an unclicked one; ties count half."""
    values, codes = np.unique(rates, return_inverse=True)
    won = np.bincount(codes, weights=clicks, minlength=len(values))
    lost = np.bincount(codes, weights=unclicked, minlength=len(values))
    pairs = won.sum() * lost.sum()
    outranked = np.cumsum(lost) - lost / 2
    return float((won * outranked).sum() / pairs) if pairs else 0.5


def reliability(
    rates: Floats, *, clicks: Floats, unclicked: Floats, bins: int = 10
) -> list[RatePoint]:
    """Return the reliability curve in bins of about equal exposures, ascending."""
    order = np.argsort(rates, kind="stable")
    exposures = (clicks + unclicked)[order]
    middle = np.cumsum(exposures) - exposures / 2
    numbers = np.minimum((middle / exposures.sum() * bins).astype(np.int64), bins - 1)
    sizes = np.bincount(numbers, weights=exposures, minlength=bins)
    hits = np.bincount(numbers, weights=clicks[order], minlength=bins)
    hopes = np.bincount(numbers, weights=(rates[order] * exposures), minlength=bins)
    return [
        RatePoint(predicted=float(hope / size), observed=float(hit / size), exposures=float(size))
        for hope, hit, size in zip(hopes, hits, sizes, strict=True)
        if size > 0
    ]


def calibration_error(curve: list[RatePoint]) -> float:
    """Return the expected calibration error: mean |observed - predicted| over the exposures."""
    total = sum(point.exposures for point in curve)
    gaps = (point.exposures * abs(point.observed - point.predicted) for point in curve)
    return sum(gaps) / total

"""Theta with its 95 % intervals, by bootstrap over decisions: what a scorecard shows of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.bootstrap import LEVEL, decision_batches
from training.encoding import Exposures
from training.position import Examination, exposed
from training.position_bend import Bend, roots
from training.position_curve import CELL_PULL, curves, placement_bend, pulled_shares
from training.position_sums import PlaceSums, place_sums
from training.sums import Amounts

REPEATS = 300
SEED = 1
DEVIATIONS = 1.96


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionCurve:
    """One curve: theta of each position with its interval, and the clicks that it stands on.

    `device` is None for the curve of every device.
    """

    place: str
    device: str | None
    exposed_by: str
    clicks: float
    randomised_clicks: float
    theta: list[float]
    low: list[float]
    high: list[float]


def position_curves(
    exposures: Exposures, rates: Amounts, examination: Examination
) -> list[PositionCurve]:
    """Return the curves of an examination with their intervals, given r [n] of each exposure.

    Decisions are drawn with r and the bend held; what a device takes from the whole, and how far a
    ranker bends it, count as unsure.
    """
    rng = np.random.default_rng(SEED)
    groups, count = decision_batches(exposures.decision.astype(np.int64), rng)
    found: list[PositionCurve] = []
    for sums in place_sums(exposures, exposed(exposures) * rates, groups=groups):
        low, high = _intervals(sums, rng, groups=count)
        found += _curves(sums, examination, low=low, high=high)
    return found


def _intervals(
    sums: PlaceSums, rng: np.random.Generator, *, groups: int
) -> tuple[Amounts, Amounts]:
    """Return the lower and upper bounds, each [1 + devices, positions]."""
    draws = rng.multinomial(groups, np.full(groups, 1 / groups), size=REPEATS)
    hits, hopes = ((draws @ part).reshape(REPEATS, *sums.shape) for part in sums.by_group(groups))
    bend = placement_bend(*sums.totals())
    drawn = curves(hits, hopes, bend=bend)
    best = curves(*sums.totals(), bend=bend)
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    unsure = DEVIATIONS * best * _prior_deviations(sums, bend)
    return (
        np.clip(best - np.hypot(best - low, unsure), 0, 1),
        np.clip(best + np.hypot(high - best, unsure), 0, 1),
    )


def _prior_deviations(sums: PlaceSums, bend: Bend) -> Amounts:
    """Return how far each theta may be off, relatively, for being pulled; the first is 1 for sure.

    A prior worth so many clicks says that devices differ by one over their root. Where nothing was
    randomised nobody knows how far a ranker bends the curve: intervals are silent of that.
    """
    hits, hopes = sums.totals()
    shares = pulled_shares(hopes)
    deviations = np.concatenate([np.zeros_like(shares[:1]), shares / np.sqrt(CELL_PULL)])
    if hits[1].any():
        bent = bend.deviation * roots(shares.shape[-1])
        deviations = np.hypot(deviations, bent)
    deviations[:, 0] = 0
    return deviations


def _curves(
    sums: PlaceSums, examination: Examination, *, low: Amounts, high: Amounts
) -> list[PositionCurve]:
    clicks, _ = sums.totals()
    by_cell = clicks.sum(axis=-1)
    amounts = np.concatenate([by_cell.sum(axis=1, keepdims=True), by_cell], axis=1)
    shown = enumerate([sums.whole, *sums.cells])
    return [
        PositionCurve(
            place=cell.place,
            device=cell.device,
            exposed_by=cell.exposed_by,
            clicks=float(amounts[0, row]),
            randomised_clicks=float(amounts[1, row]),
            theta=_rounded(examination[cell.name]),
            low=_rounded(low[row]),
            high=_rounded(high[row]),
        )
        for row, cell in shown
        if row == 0 or cell.device is not None
    ]


def _rounded(values: NDArray[np.floating]) -> list[float]:
    return [round(float(value), 4) for value in values]

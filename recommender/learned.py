"""What a model consists of: named arrays, enough to score any visit with any promo by numpy.

logit f(v, p) = u_v . w_p + b_v + b_p, where u_v, b_v (w_p, b_p) are sums over the active features
of the visit (promo) and over its text topics. Click probability of an examined slot:
r = sigmoid(slope * f + intercept) (Platt).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.text_topics import TextTopics

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class FeatureSide:
    """One side's features: `vectors` [n + k, d + 1], the last column the bias.

    The first n rows are named features (`rows` finds them), the last k rows the text topics.
    """

    rows: Mapping[str, int]
    vectors: Floats

    def sum_of(self, names: Iterable[str], topics: Floats) -> Floats:
        """Return the summed vector [d + 1]; names never seen in training add nothing."""
        known = [row for name in names if (row := self.rows.get(name)) is not None]
        total = self.vectors[known].sum(axis=0)
        return total + topics @ self.vectors[len(self.rows) :]  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class PriorRates:
    """Counts behind the `prior` rung and the baseline: (clicks + a) / (exposures + a + b).

    Each mapping's values are (clicks, exposures weighted by examination).
    """

    by_promo: Mapping[str, tuple[float, float]]
    by_kind: Mapping[str, tuple[float, float]]
    overall: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Learned:
    """A model: both sides, text projection, calibration, examination by position, prior rates.

    `examination` maps `examined_name(site, placement)` and its `examined_cell`s to theta
    [positions], theta[0] = 1 (a cell not named is as that of every device, else as its placement);
    `deviation` maps a promo to the predictive standard deviation of its logit (optimism;
    `deviation_unseen` for a new one).
    """

    version: str
    visit_side: FeatureSide
    promo_side: FeatureSide
    text_topics: TextTopics
    slope: float
    intercept: float
    examination: Mapping[str, Floats]
    prior_rates: PriorRates
    deviation: Mapping[str, float]
    deviation_unseen: float


def examined_name(site: str, placement: str) -> str:
    """Name a placement in `Learned.examination`."""
    return f"{site}/{placement}"


def examined_cell(place: str, *, device: str | None, exposed_by: str) -> str:
    """Name a part of an `examined_name`: exposures by `view` or `impression`, of one device."""
    return f"{place} by {exposed_by} on {device}" if device else f"{place} by {exposed_by}"

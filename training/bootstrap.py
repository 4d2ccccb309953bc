"""Paired bootstrap over decisions: the interval of a ratio of two sums."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.sums import Amounts, sums_by

REPEATS = 1_000
# More decisions are pooled into so many random batches: the interval is the same, the cost bounded.
MOST_GROUPS = 2_000
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float

    def shifted(self, by: float) -> "Estimate":
        """Return the estimate moved by a constant."""
        return Estimate(self.value + by, self.low + by, self.high + by)


def ratio_estimate(
    above: Amounts, below: Amounts, *, groups: NDArray[np.int64], seed: int
) -> Estimate:
    """Estimate sum(above) / sum(below) [n], rows of one group (a decision) drawn together."""
    rng = np.random.default_rng(seed)
    batches, count = decision_batches(groups, rng)
    sums = np.stack([sums_by(batches, part, count=count) for part in (above, below)])
    draws = rng.multinomial(count, np.full(count, 1 / count), size=REPEATS)
    tops, bottoms = draws @ sums[0], draws @ sums[1]
    ratios = (tops / np.where(bottoms == 0, np.nan, bottoms))[bottoms != 0]
    low, high = np.quantile(ratios, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(float(sums[0].sum() / sums[1].sum()), float(low), float(high))


def decision_batches(
    groups: NDArray[np.int64], rng: np.random.Generator
) -> tuple[NDArray[np.int64], int]:
    """Return the batch [n] of each row's group (a decision), and how many batches there are."""
    distinct, codes = np.unique(groups, return_inverse=True)
    if len(distinct) <= MOST_GROUPS:
        return codes.astype(np.int64), len(distinct)
    batch_of = rng.permutation(len(distinct)) % MOST_GROUPS
    return batch_of[codes].astype(np.int64), MOST_GROUPS

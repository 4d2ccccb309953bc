"""A table to draw from, one promo at a time, with exact propensities.

Weights are whole numbers held as float64, max(1, rint(exp((z - max z) / tau) * 2^40)): their sums
are exact below 2^53 in any order, so a propensity is bitwise what brute force gives.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.lineup import Lineup, line_up
from recommender.promo_table import PromoTable
from recommender.scoring import Rows, Scores

LARGEST_WEIGHT = 2.0**40
LARGEST_SUM = 2.0**52
_ZERO = np.zeros(1)


def whole_weights(scores: Scores, *, temperature: float) -> NDArray[np.float64]:
    """Return the whole-number weights [n] of a draw at this temperature; their sum is exact."""
    if not len(scores):
        return np.empty(0)
    largest = min(LARGEST_WEIGHT, LARGEST_SUM // len(scores))
    weights: Scores = scores - scores.max()
    weights /= temperature
    np.exp(weights, out=weights)
    weights *= largest
    np.rint(weights, out=weights)
    return np.maximum(weights, 1.0, out=weights)


@dataclass(frozen=True, slots=True, eq=False)
class DrawTable:
    """Candidates and what their weights sum up to.

    `cumulated` [n] runs over the weights of each kind; `kind_mass` and `group_mass` are the sums of
    each kind and group of the lineup. Read one number at a time, so they are `array`s.
    """

    lineup: Lineup
    cumulated: "memoryview[float]"
    kind_mass: "memoryview[float]"
    group_mass: "memoryview[float]"
    columns: tuple[Any, ...]
    """As the compiled draw reads them: the lineup's block, its sizes, and the sums in one piece."""

    def __len__(self) -> int:
        return len(self.lineup)

    def weight(self, position: int, kind: int) -> float:
        """Return the weight of a candidate of a kind: exact, as all sums are."""
        first = position == self.lineup.starts[kind]
        return self.cumulated[position] - (0.0 if first else self.cumulated[position - 1])

    def weights(self) -> NDArray[np.float64]:
        """Return the weights [n] of all candidates."""
        kinds = np.frombuffer(self.lineup.starts, dtype=np.int64)
        running = np.asarray(self.cumulated)
        weights = np.diff(running, prepend=0.0)
        firsts = kinds[kinds < np.frombuffer(self.lineup.stops, dtype=np.int64)]
        weights[firsts] = running[firsts]
        return weights


def draw_table(table: PromoTable, rows: Rows, *, weights: NDArray[np.float64]) -> DrawTable:
    """Arrange candidates for drawing; `weights` [n] belong to `rows` [n], which ascend."""
    lineup = line_up(table, rows, priority=weights)
    if not len(rows):
        return weighed(lineup, weights)
    return weighed(lineup, weights[np.searchsorted(rows, lineup.rows)])


def weighed(lineup: Lineup, weights: NDArray[np.float64]) -> DrawTable:
    """Return the candidates with weights [n], in the order of the lineup.

    Within a kind the heaviest need not stand first then, which only the orders that are not drawn
    rely on.
    """
    starts = np.frombuffer(lineup.starts, dtype=np.int64)
    stops = np.frombuffer(lineup.stops, dtype=np.int64)
    running = np.concatenate([_ZERO, weights.cumsum()])
    before = running[starts]
    of_groups = _sums(lineup.candidates["group"], weights, count=len(lineup.group_kind))
    cumulated = running[1:] - before.repeat(stops - starts)
    block = np.concatenate([cumulated, running[stops] - before, of_groups]).tobytes()
    sums, kinds_at, groups_at = memoryview(block).cast("d"), len(lineup), len(lineup) + len(starts)
    sizes = (len(lineup), len(starts), len(lineup.group_kind))
    return DrawTable(
        lineup,
        cumulated=sums[:kinds_at],
        kind_mass=sums[kinds_at:groups_at],
        group_mass=sums[groups_at:],
        columns=(lineup.block, *sizes, block),
    )


def _sums(groups: NDArray[Any], weights: Scores, *, count: int) -> Scores:
    """Return the sum of the weights of each group."""
    sums: NDArray[Any] = np.bincount(groups, weights=weights, minlength=count)
    return sums

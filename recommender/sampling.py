"""A table to draw from, one promo at a time, with exact propensities.

Within a kind weights are whole numbers held as float64, max(1, rint(w / scale)): their sums are
exact below 2^53 in any order. The scale is a power of two of the kind's own, so that a slot kept
for a kind that is far behind is drawn by its weights as finely as any other.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.lineup import Lineup, line_up
from recommender.promo_table import PromoTable
from recommender.scoring import Rows, Scores

LARGEST_BITS = 40
SUM_BITS = 52
EXACT_SUMS = 2 ** (SUM_BITS - LARGEST_BITS)
# Of a softmax: what is further behind weighs as much; no square of it is 0.
LEAST_WEIGHT = 2.0**-500
_ZERO = np.zeros(1)


def softmax_weights(scores: Scores, *, temperature: float) -> NDArray[np.float64]:
    """Return exp((z - max z) / temperature) [n], the largest 1, none below LEAST_WEIGHT."""
    if not len(scores):
        return np.empty(0)
    weights: Scores = scores - scores.max()
    weights /= temperature
    np.exp(weights, out=weights)
    return np.maximum(weights, LEAST_WEIGHT, out=weights)


@dataclass(frozen=True, slots=True, eq=False)
class DrawTable:
    """Candidates and what their weights sum up to.

    `cumulated` [n] runs over the whole numbers of each kind; `kind_mass` and `group_mass` are the
    sums of each kind and group of the lineup; `kind_scale` is what 1 of a kind weighs. Read one
    number at a time, so they are `array`s.
    """

    lineup: Lineup
    cumulated: "memoryview[float]"
    kind_mass: "memoryview[float]"
    kind_scale: "memoryview[float]"
    group_mass: "memoryview[float]"
    columns: tuple[Any, ...]
    """As the compiled draw reads them: the lineup's block, its sizes, and the sums in one piece."""

    def __len__(self) -> int:
        return len(self.lineup)

    def weight(self, position: int, kind: int) -> float:
        """Return the whole number of a candidate of a kind: exact, as all sums are."""
        first = position == self.lineup.starts[kind]
        return self.cumulated[position] - (0.0 if first else self.cumulated[position - 1])

    def weights(self) -> NDArray[np.float64]:
        """Return the weights [n] of all candidates."""
        starts = np.frombuffer(self.lineup.starts, dtype=np.int64)
        stops = np.frombuffer(self.lineup.stops, dtype=np.int64)
        running = np.asarray(self.cumulated)
        weights = np.diff(running, prepend=0.0)
        firsts = starts[starts < stops]
        weights[firsts] = running[firsts]
        return np.asarray(weights * np.asarray(self.kind_scale).repeat(stops - starts))


def draw_table(table: PromoTable, rows: Rows, *, weights: NDArray[np.float64]) -> DrawTable:
    """Arrange candidates for drawing; `weights` [n] > 0 belong to `rows` [n], which ascend."""
    lineup = line_up(table, rows, priority=weights)
    if not len(rows):
        return weighed(lineup, weights)
    return weighed(lineup, weights[np.searchsorted(rows, lineup.rows)])


def weighed(lineup: Lineup, weights: NDArray[np.float64]) -> DrawTable:
    """Return the candidates with weights [n] > 0, in the order of the lineup.

    Within a kind the heaviest need not stand first then, which only the orders that are not drawn
    rely on.
    """
    starts = np.frombuffer(lineup.starts, dtype=np.int64)
    stops = np.frombuffer(lineup.stops, dtype=np.int64)
    sizes = stops - starts
    scales = _scales(weights, starts, sizes)
    # A scale is a power of two: to multiply by its inverse is to divide by it.
    whole: Scores = weights * (1.0 / scales).repeat(sizes)
    np.rint(whole, out=whole)
    np.maximum(whole, 1.0, out=whole)
    running = np.concatenate([_ZERO, whole.cumsum()])
    before = running[starts]
    of_groups = _sums(lineup.candidates["group"], whole, count=len(lineup.group_kind))
    cumulated = running[1:] - before.repeat(sizes)
    block = np.concatenate([cumulated, running[stops] - before, scales, of_groups]).tobytes()
    return _table(lineup, block, kinds=len(starts))


def _table(lineup: Lineup, block: bytes, *, kinds: int) -> DrawTable:
    """Return the table whose columns lie in a block, one behind the other."""
    sums, at = memoryview(block).cast("d"), len(lineup)
    sizes = (len(lineup), kinds, len(lineup.group_kind))
    return DrawTable(
        lineup,
        cumulated=sums[:at],
        kind_mass=sums[at : at + kinds],
        kind_scale=sums[at + kinds : at + 2 * kinds],
        group_mass=sums[at + 2 * kinds :],
        columns=(lineup.block, *sizes, block),
    )


def _scales(
    weights: NDArray[np.float64], starts: NDArray[np.int64], sizes: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return each kind's power of two [kinds] that leaves its sums room to be exact."""
    if not len(starts):
        return np.empty(0)
    # Where a kind is empty any scale will do.
    held = weights if starts[-1] < len(weights) else np.append(weights, 0.0)
    _, exponents = np.frexp(np.maximum.reduceat(held, starts))
    if len(weights) > EXACT_SUMS:
        _, widths = np.frexp(sizes.astype(np.float64))
        exponents = exponents - np.minimum(LARGEST_BITS, SUM_BITS - widths)
    else:
        exponents = exponents - LARGEST_BITS
    return np.asarray(np.ldexp(1.0, exponents))


def _sums(groups: NDArray[Any], weights: Scores, *, count: int) -> Scores:
    """Return the sum of the weights of each group."""
    sums: NDArray[Any] = np.bincount(groups, weights=weights, minlength=count)
    return sums

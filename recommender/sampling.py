"""A table to draw from, one promo at a time, with exact propensities."""

from dataclasses import dataclass

import numpy as np

from recommender.lineup import Lineup, line_up
from recommender.promo_table import PromoTable
from recommender.scoring import Rows, Scores
from recommender.whole_weights import Weights, whole_sums

# Of a softmax: what is further behind weighs as much; no square of it is 0.
LEAST_WEIGHT = 2.0**-500


def softmax_weights(scores: Scores, *, temperature: float) -> Weights:
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

    `sums` are as `whole_sums` lays them: the running sums of the candidates come first. `columns`
    are as the compiled draw reads them: the lineup's block, its counts, and the sums.
    """

    lineup: Lineup
    sums: "memoryview[float]"
    columns: tuple[bytes, int, int, int, bytes]

    def __len__(self) -> int:
        return len(self.lineup)

    @property
    def kind_mass(self) -> "memoryview[float]":
        """The sum of each kind of the lineup."""
        return self._sums(len(self.lineup), len(self.lineup.kinds))

    @property
    def kind_scale(self) -> "memoryview[float]":
        """What 1 of each kind weighs."""
        candidates, kinds, _ = self.lineup.counts
        return self._sums(candidates + kinds, kinds)

    @property
    def group_mass(self) -> "memoryview[float]":
        """The sum of each group of the lineup."""
        candidates, kinds, groups = self.lineup.counts
        return self._sums(candidates + 2 * kinds, groups)

    def _sums(self, start: int, count: int) -> "memoryview[float]":
        return self.sums[start : start + count]

    def weight(self, position: int, kind: int) -> float:
        """Return the whole number of a candidate of a kind: exact, as all sums are."""
        first = position == self.lineup.starts[kind]
        return self.sums[position] - (0.0 if first else self.sums[position - 1])

    def weights(self) -> Weights:
        """Return the weights [n] of all candidates."""
        starts = np.frombuffer(self.lineup.starts, dtype=np.int64)
        stops = np.frombuffer(self.lineup.stops, dtype=np.int64)
        running = np.asarray(self.sums)[: len(self)]
        weights = np.diff(running, prepend=0.0)
        firsts = starts[starts < stops]
        weights[firsts] = running[firsts]
        return np.asarray(weights * np.asarray(self.kind_scale).repeat(stops - starts))


def draw_table(table: PromoTable, rows: Rows, *, weights: Weights) -> DrawTable:
    """Arrange candidates for drawing; `weights` [n] > 0 belong to `rows` [n], which ascend."""
    lineup = line_up(table, rows, priority=weights)
    if not len(rows):
        return weighed(lineup, weights)
    return weighed(lineup, weights[np.searchsorted(rows, lineup.rows)])


def weighed(lineup: Lineup, weights: Weights) -> DrawTable:
    """Return the candidates with weights [n] > 0, in the order of the lineup.

    Within a kind the heaviest need not stand first then, which only the orders that are not drawn
    rely on.
    """
    block = whole_sums(lineup, weights)
    sums = memoryview(block).cast("d")
    return DrawTable(lineup, sums, columns=(lineup.block, *lineup.counts, block))

"""A table to draw from, one promo at a time, with exact propensities.

Weights are whole numbers held as float64, max(1, rint(exp((z - max z) / tau) * 2^40)): their sums
are exact below 2^53 in any order, so a propensity is bitwise what brute force gives.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from recommender.promo_table import Keys, PromoTable
from recommender.scoring import Rows, Scores

LARGEST_WEIGHT = 2.0**40
LARGEST_SUM = 2.0**52


def whole_weights(scores: Scores, *, temperature: float) -> NDArray[np.float64]:
    """Return the whole-number weights [n] of a draw at this temperature; their sum is exact."""
    if not len(scores):
        return np.empty(0)
    largest = min(LARGEST_WEIGHT, LARGEST_SUM // len(scores))
    relative: Scores = np.exp((scores - scores.max()) / temperature)
    return np.maximum(1.0, np.rint(relative * largest))


@dataclass(frozen=True, slots=True)
class DrawTable:
    """n candidates, sorted so that those of one kind and source (a group) stand together.

    `rows` index the promo table; `cumulated` is the running sum of `weights`; group g holds
    positions `starts[g]` up to `stops[g]`, all of `kinds[g]` and `sources[g]`, of mass `masses[g]`.
    """

    rows: NDArray[np.int64]
    weights: NDArray[np.float64]
    cumulated: NDArray[np.float64]
    advertiser: Keys
    words: Keys
    group_of: NDArray[np.int64]
    starts: Sequence[int]
    stops: Sequence[int]
    kinds: Sequence[int]
    sources: Sequence[int]
    masses: Sequence[float]
    _members: dict[tuple[str, int], list[int]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    def groups_of_source(self, source: int) -> list[int]:
        """Return the groups of a source; one for each of its kinds."""
        return [group for group, other in enumerate(self.sources) if other == source]

    def with_advertiser(self, advertiser: int) -> list[int]:
        """Return the positions of an advertiser's promos."""
        return self._positions("advertiser", advertiser, self.advertiser)

    def with_words(self, words: int) -> list[int]:
        """Return the positions of the promos that bear the same words."""
        return self._positions("words", words, self.words)

    def _positions(self, name: str, key: int, column: Keys) -> list[int]:
        found = self._members.get((name, key))
        if found is None:
            found = self._members[name, key] = np.flatnonzero(column == key).tolist()
        return found


def draw_table(table: PromoTable, rows: Rows, *, weights: NDArray[np.float64]) -> DrawTable:
    """Arrange candidates for drawing; `weights` [n] belong to `rows` [n]."""
    order = np.lexsort((rows, table.source[rows], table.kind[rows]))
    rows, weights = rows[order], weights[order]
    kind, source = table.kind[rows], table.source[rows]
    starts, stops, group_of = _groups(kind, source)
    cumulated = np.cumsum(weights)
    masses = np.add.reduceat(weights, starts) if len(starts) else np.empty(0)
    return DrawTable(
        rows=rows,
        weights=weights,
        cumulated=cumulated,
        advertiser=table.advertiser[rows],
        words=table.words[rows],
        group_of=group_of,
        starts=starts.tolist(),
        stops=stops.tolist(),
        kinds=kind[starts].tolist(),
        sources=source[starts].tolist(),
        masses=masses.tolist(),
    )


def _groups(
    kind: Keys, source: Keys
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return starts [g], stops [g] and the group of each position [n] of sorted keys."""
    if not len(kind):
        nothing = np.empty(0, dtype=np.int64)
        return nothing, nothing, nothing
    changes = (kind[1:] != kind[:-1]) | (source[1:] != source[:-1])
    is_first = np.concatenate([[True], changes])
    starts = np.flatnonzero(is_first)
    return starts, np.append(starts[1:], len(kind)), np.cumsum(is_first) - 1

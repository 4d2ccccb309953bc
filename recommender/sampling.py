"""A table to draw from, one promo at a time, with exact propensities.

Weights are whole numbers held as float64, max(1, rint(exp((z - max z) / tau) * 2^40)): their sums
are exact below 2^53 in any order, so a propensity is bitwise what brute force gives.
"""

from array import array
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from recommender.promo_table import PromoTable
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
    """n candidates; those of one kind stand together, the heaviest first.

    Kind i (key `kinds[i]`) holds positions `starts[i]` up to `stops[i]`, of mass `kind_mass[i]`. A
    *group* is what one source has of one kind; `group_of` maps positions to groups. `cumulated`
    runs over the `weights` of each kind. Scalars are read one at a time while slots are drawn, so
    columns are `array`s: several times faster to index than numpy's. `repeated_words` are those
    that more than one candidate bears.
    """

    rows: "array[int]"
    weights: "array[float]"
    cumulated: "array[float]"
    advertiser: "array[int]"
    words: "array[int]"
    repeated_words: frozenset[int]
    group_of: "array[int]"
    kinds: list[int]
    starts: list[int]
    stops: list[int]
    kind_mass: list[float]
    kind_count: list[int]
    group_kind: list[int]
    group_source: "array[int]"
    group_mass: list[float]
    group_count: list[int]
    plans: dict[int, object] = field(default_factory=dict)
    """What a placement's plan comes to on this table; kept by whoever fills slots."""
    _members: dict[tuple[str, int], list[int]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    def with_advertiser(self, key: int) -> list[int]:
        """Return the positions of an advertiser's promos."""
        return self._found("advertiser", key, self.advertiser)

    def with_words(self, key: int) -> list[int]:
        """Return the positions of the promos that bear the same words."""
        return self._found("words", key, self.words)

    def groups_of(self, source: int) -> list[int]:
        """Return the groups of a source: one for each kind that it has."""
        return self._found("source", source, self.group_source)

    def _found(self, name: str, key: int, column: "array[int]") -> list[int]:
        """Return where `column` holds `key`; looked for once."""
        found = self._members.get((name, key))
        if found is None:
            is_key = np.frombuffer(column, dtype=np.int64) == key
            found = self._members[name, key] = np.flatnonzero(is_key).tolist()
        return found


def draw_table(table: PromoTable, rows: Rows, *, weights: NDArray[np.float64]) -> DrawTable:
    """Arrange candidates for drawing; `weights` [n] belong to `rows` [n], which ascend."""
    kind = table.kinds_of(rows)
    order = np.lexsort((-weights, kind))
    rows, weights, kind = rows[order], weights[order], kind[order]
    starts = _starts(kind)
    stops = np.append(starts[1:], len(rows))[: len(starts)]
    running, words = np.cumsum(weights), table.words[rows]
    kind_mass = running[stops - 1] - running[starts] + weights[starts]
    cumulated = running - np.repeat(running[starts] - weights[starts], stops - starts)
    present, group_of = np.unique(table.group[rows], return_inverse=True)
    kind_index = np.searchsorted(kind[starts], table.groups.kind[present])
    return DrawTable(
        rows=_integers(rows),
        weights=array("d", weights.tobytes()),
        cumulated=array("d", cumulated.tobytes()),
        advertiser=_integers(table.advertiser[rows]),
        words=_integers(words),
        repeated_words=_repeated(words),
        group_of=_integers(group_of),
        kinds=table.groups.kinds[kind[starts]].tolist(),
        starts=starts.tolist(),
        stops=stops.tolist(),
        kind_mass=kind_mass.tolist(),
        kind_count=(stops - starts).tolist(),
        group_kind=kind_index.tolist(),
        group_source=_integers(table.groups.source[present]),
        group_mass=np.bincount(group_of, weights=weights).tolist(),
        group_count=np.bincount(group_of).tolist(),
    )


def reweighted(table: DrawTable, weights: NDArray[np.float64]) -> DrawTable:
    """Return the same candidates in the same order with other weights [n].

    Within a kind the heaviest need not stand first then, which only `Board.take_first` relies on.
    """
    starts = np.array(table.starts, dtype=np.int64)
    running = np.cumsum(weights)
    before = running[starts] - weights[starts]
    group_of = np.frombuffer(table.group_of, dtype=np.int64)
    return replace(
        table,
        weights=array("d", weights.tobytes()),
        cumulated=array("d", (running - np.repeat(before, table.kind_count)).tobytes()),
        kind_mass=np.add.reduceat(weights, starts).tolist() if len(starts) else [],
        group_mass=np.bincount(group_of, weights=weights).tolist(),
    )


def _starts(sorted_codes: NDArray[np.int16]) -> NDArray[np.int64]:
    if not len(sorted_codes):
        return np.empty(0, dtype=np.int64)
    return np.flatnonzero(np.concatenate([[True], sorted_codes[1:] != sorted_codes[:-1]]))


def _repeated(keys: NDArray[np.int64]) -> frozenset[int]:
    ordered = np.sort(keys)
    return frozenset(ordered[1:][ordered[1:] == ordered[:-1]].tolist())


def _integers(values: NDArray[np.integer]) -> "array[int]":
    return array("q", values.astype(np.int64, copy=False).tobytes())

"""A table to draw from, one promo at a time, with exact propensities.

Weights are whole numbers held as float64, max(1, rint(exp((z - max z) / tau) * 2^40)): their sums
are exact below 2^53 in any order, so a propensity is bitwise what brute force gives.
"""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from recommender.keys import NOTHING
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
    """n candidates; those of one kind stand together, the heaviest first.

    Kind i (key `kinds[i]`) holds positions `starts[i]` up to `stops[i]`, of mass `kind_mass[i]`. A
    *group* is what one source has of one kind: `group_of` maps positions to groups, `groups_of` a
    source to its groups. `cumulated` runs over all `weights`. Scalars are read one at a time while
    slots are drawn, so columns are `array`s: several times faster to index than numpy's.
    """

    rows: "array[int]"
    weights: "array[float]"
    cumulated: "array[float]"
    advertiser: "array[int]"
    words: "array[int]"
    group_of: "array[int]"
    kinds: Sequence[int]
    starts: Sequence[int]
    stops: Sequence[int]
    kind_mass: Sequence[float]
    group_kind: Sequence[int]
    group_source: Sequence[int]
    group_mass: Sequence[float]
    group_count: Sequence[int]
    groups_of: Mapping[int, list[int]]
    twins: Mapping[int, list[int]]
    """Positions by words, where more than one promo bears them."""
    of_advertiser: Mapping[int, list[int]]
    plans: dict[int, object] = field(default_factory=dict)
    """What a placement's plan comes to on this table; kept by whoever fills slots."""

    def __len__(self) -> int:
        return len(self.rows)


def draw_table(table: PromoTable, rows: Rows, *, weights: NDArray[np.float64]) -> DrawTable:
    """Arrange candidates for drawing; `weights` [n] belong to `rows` [n]."""
    order = np.lexsort((rows, -weights, table.kind[rows]))
    rows, weights = rows[order], weights[order]
    kind, source, words = table.kind[rows], table.source[rows], table.words[rows]
    starts = _starts(kind)
    group_of, first = _groups(kind, source)
    group_source: list[int] = source[first].tolist()
    return DrawTable(
        rows=array("q", rows.tolist()),
        weights=array("d", weights.tolist()),
        cumulated=array("d", np.cumsum(weights).tolist()),
        advertiser=array("q", table.advertiser[rows].tolist()),
        words=array("q", words.tolist()),
        group_of=array("q", group_of.tolist()),
        kinds=kind[starts].tolist(),
        starts=starts.tolist(),
        stops=[*starts[1:].tolist(), *([len(rows)] if len(rows) else [])],
        kind_mass=np.add.reduceat(weights, starts).tolist() if len(rows) else [],
        group_kind=(np.searchsorted(starts, first, side="right") - 1).tolist(),
        group_source=group_source,
        group_mass=np.bincount(group_of, weights=weights).tolist(),
        group_count=np.bincount(group_of).tolist(),
        groups_of=_positions(source[first], np.arange(len(first))),
        twins={key: at for key, at in _positions(words).items() if len(at) > 1},
        of_advertiser=_positions(table.advertiser[rows]),
    )


def _starts(sorted_keys: Keys) -> NDArray[np.int64]:
    if not len(sorted_keys):
        return np.empty(0, dtype=np.int64)
    return np.flatnonzero(np.concatenate([[True], sorted_keys[1:] != sorted_keys[:-1]]))


def _groups(kind: Keys, source: Keys) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the group of each position [n] and the first position of each group [g]."""
    order = np.lexsort((source, kind))
    if not len(order):
        return order, order
    changes = np.diff(kind[order]).astype(bool) | np.diff(source[order]).astype(bool)
    is_first = np.concatenate([[True], changes])
    group_of = np.empty(len(order), dtype=np.int64)
    group_of[order] = np.cumsum(is_first) - 1
    return group_of, order[is_first]


def _positions(keys: Keys, values: NDArray[np.int64] | None = None) -> dict[int, list[int]]:
    """Return the positions of each key that is not NOTHING, ascending."""
    order = np.argsort(keys, kind="stable")
    starts = _starts(keys[order])
    found = order if values is None else values[order]
    parts = np.split(found, starts[1:])
    names = keys[order][starts].tolist()
    return {key: at.tolist() for key, at in zip(names, parts, strict=False) if key != NOTHING}

"""The candidates of a draw in the order in which they are drawn from, whatever they weigh."""

from array import array
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.keys import NOTHING
from recommender.promo_table import PromoTable
from recommender.scoring import Rows

# What one draw reads of a candidate lies together: one line of the processor's cache, not four.
CANDIDATE = np.dtype([("row", "i4"), ("group", "u4"), ("words", "i8"), ("advertiser", "i8")])
Candidates = NDArray[Any]
"""Of dtype `CANDIDATE`: a row of the promo table, an index of the lineup's groups, keys."""


@dataclass(frozen=True, slots=True, eq=False)
class Lineup:
    """n candidates; those of one kind stand together.

    `block` is all that the compiled draw reads, in one piece: the candidates, then the columns
    below in their order, 8 bytes each.
    Kind i (key `kinds[i]`) holds positions `starts[i]` up to `stops[i]`. A *group* is what one
    source has of one kind. Words that no other candidate bears (nor did before some were left out)
    are NOTHING.
    """

    block: bytes
    size: int
    kinds: "array[int]"
    starts: "array[int]"
    stops: "array[int]"
    group_kind: "array[int]"
    group_source: "array[int]"
    plans: dict[int, object] = field(default_factory=dict)
    """What a placement's plan comes to on these candidates; kept by whoever fills slots."""
    _columns: dict[str, list[int]] = field(default_factory=dict)
    _members: dict[tuple[str, int], list[int]] = field(default_factory=dict)

    def __len__(self) -> int:
        return self.size

    @property
    def counts(self) -> tuple[int, int, int]:
        """Return how many candidates, kinds and groups there are."""
        return self.size, len(self.kinds), len(self.group_kind)

    @property
    def candidates(self) -> Candidates:
        """Return the candidates [n]."""
        return np.frombuffer(self.block, dtype=CANDIDATE, count=self.size)

    @property
    def rows(self) -> Rows:
        """Return the candidates' rows [n]."""
        rows: Rows = self.candidates["row"].astype(np.int64)
        return rows

    def column(self, name: str) -> list[int]:
        """Return one field of all candidates, made into a list once."""
        found = self._columns.get(name)
        if found is None:
            found = self._columns[name] = self.candidates[name].tolist()
        return found

    def among(self, is_in: NDArray[np.bool_]) -> "Lineup":
        """Return the candidates that are in, in the same order; kinds and groups may get empty."""
        until = np.concatenate([[0], is_in.cumsum()])
        starts = _integers(until[np.frombuffer(self.starts, dtype=np.int64)])
        stops = _integers(until[np.frombuffer(self.stops, dtype=np.int64)])
        return _lineup(
            self.candidates[is_in],
            kinds=(self.kinds, starts, stops),
            groups=(self.group_kind, self.group_source),
        )

    def position_of(self, row: int) -> int | None:
        """Return the position of a row, or None if it is not here."""
        at = (self.candidates["row"] == row).nonzero()[0]
        return int(at[0]) if len(at) else None

    def with_key(self, name: str, key: int) -> list[int]:
        """Return the positions with this `advertiser` or these `words`; looked for once."""
        found = self._members.get((name, key))
        if found is None:
            at = np.flatnonzero(self.candidates[name] == key)
            found = self._members[name, key] = at.tolist()
        return found

    def groups_of(self, source: int) -> list[int]:
        """Return the groups of a source: one for each kind that it has."""
        return [at for at, key in enumerate(self.group_source) if key == source]


def line_up(table: PromoTable, rows: Rows, *, priority: NDArray[np.float64]) -> Lineup:
    """Arrange `rows` [n], which ascend: by kind, and in it the highest `priority` [n] first."""
    kind = table.kinds_of(rows)
    order = np.lexsort((-priority, kind))
    rows, kind = rows[order], kind[order]
    starts = _starts(kind)
    present, group_of = _groups(table.group[rows], len(table.groups.kind))
    candidates = np.empty(len(rows), dtype=CANDIDATE)
    candidates["row"], candidates["group"] = rows, group_of
    candidates["words"] = _repeated(table.words[rows])
    candidates["advertiser"] = table.advertiser[rows]
    stops = np.append(starts[1:], len(rows))[: len(starts)]
    keys = table.groups.kinds[kind[starts]]
    return _lineup(
        candidates,
        kinds=(_integers(keys), _integers(starts), _integers(stops)),
        groups=(
            _integers(np.searchsorted(kind[starts], table.groups.kind[present])),
            _integers(table.groups.source[present]),
        ),
    )


def _lineup(
    candidates: Candidates,
    *,
    kinds: "tuple[array[int], array[int], array[int]]",
    groups: "tuple[array[int], array[int]]",
) -> Lineup:
    """Lay candidates, kinds (key, start, stop) and groups (kind, source) one behind the other."""
    block = b"".join((candidates.tobytes(), *kinds, *groups))
    return Lineup(block, len(candidates), *kinds, *groups)


def _integers(values: NDArray[np.integer]) -> "array[int]":
    return array("q", values.astype(np.int64, copy=False).tobytes())


def _starts(sorted_codes: NDArray[np.int16]) -> NDArray[np.int64]:
    if not len(sorted_codes):
        return np.empty(0, dtype=np.int64)
    return np.flatnonzero(np.concatenate([[True], sorted_codes[1:] != sorted_codes[:-1]]))


def _groups(codes: NDArray[np.int32], count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the codes that there are, ascending, and for each entry which of them it is."""
    places = np.zeros(count, dtype=np.int64)
    places[codes] = 1
    present = places.nonzero()[0]
    places[present] = np.arange(len(present))
    return present, places[codes]


def _repeated(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the keys, NOTHING instead of those that stand there once."""
    order = np.argsort(keys, kind="stable")
    is_same = keys[order[1:]] == keys[order[:-1]]
    is_repeated = np.zeros(len(keys), dtype=np.bool_)
    is_repeated[order[1:][is_same]] = is_repeated[order[:-1][is_same]] = True
    return np.where(is_repeated, keys, NOTHING)

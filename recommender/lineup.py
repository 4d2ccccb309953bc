"""The candidates of a draw in the order in which they are drawn from, whatever they weigh."""

from array import array
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from recommender.promo_table import PromoTable
from recommender.scoring import Rows


@dataclass(frozen=True, slots=True, eq=False)
class Lineup:
    """n candidates; those of one kind stand together.

    Kind i (key `kinds[i]`) holds positions `starts[i]` up to `stops[i]`. A *group* is what one
    source has of one kind; `group_of` maps positions to groups. `is_repeated` tells of each
    position whether another one bears the same words, or did before some were left out.
    """

    rows: "array[int]"
    group_of: "array[int]"
    advertiser: "array[int]"
    words: "array[int]"
    is_repeated: bytes
    kinds: "array[int]"
    starts: "array[int]"
    stops: "array[int]"
    group_kind: "array[int]"
    group_source: "array[int]"
    group_count: "array[int]"
    plans: dict[int, object] = field(default_factory=dict)
    """What a placement's plan comes to on these candidates; kept by whoever fills slots."""
    _members: dict[tuple[str, int], list[int]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    def among(self, is_in: NDArray[np.bool_]) -> "Lineup":
        """Return the candidates that are in, in the same order; kinds and groups may get empty."""
        until = np.concatenate([[0], is_in.cumsum()])
        group_of = np.frombuffer(self.group_of, dtype=np.int64)[is_in]
        return Lineup(
            rows=_taken(self.rows, is_in),
            group_of=integers(group_of),
            advertiser=_taken(self.advertiser, is_in),
            words=_taken(self.words, is_in),
            is_repeated=np.frombuffer(self.is_repeated, dtype=np.bool_)[is_in].tobytes(),
            kinds=self.kinds,
            starts=integers(until[np.frombuffer(self.starts, dtype=np.int64)]),
            stops=integers(until[np.frombuffer(self.stops, dtype=np.int64)]),
            group_kind=self.group_kind,
            group_source=self.group_source,
            group_count=integers(np.bincount(group_of, minlength=len(self.group_kind))),
        )

    def position_of(self, row: int) -> int | None:
        """Return the position of a row, or None if it is not here."""
        if not len(self.rows):
            return None
        at = (np.frombuffer(self.rows, dtype=np.int64) == row).nonzero()[0]
        return int(at[0]) if len(at) else None

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


def line_up(table: PromoTable, rows: Rows, *, priority: NDArray[np.float64]) -> Lineup:
    """Arrange `rows` [n], which ascend: by kind, and in it the highest `priority` [n] first."""
    kind = table.kinds_of(rows)
    order = np.lexsort((-priority, kind))
    rows, kind = rows[order], kind[order]
    starts = _starts(kind)
    present, group_of = _groups(table.group[rows], len(table.groups.kind))
    words = table.words[rows]
    return Lineup(
        rows=integers(rows),
        group_of=integers(group_of),
        advertiser=integers(table.advertiser[rows]),
        words=integers(words),
        is_repeated=_is_repeated(words).tobytes(),
        kinds=integers(table.groups.kinds[kind[starts]]),
        starts=integers(starts),
        stops=integers(np.append(starts[1:], len(rows))[: len(starts)]),
        group_kind=integers(np.searchsorted(kind[starts], table.groups.kind[present])),
        group_source=integers(table.groups.source[present]),
        group_count=integers(np.bincount(group_of)),
    )


def integers(values: NDArray[np.integer]) -> "array[int]":
    """Return the numbers as an array whose single entries are read fast."""
    return array("q", values.astype(np.int64, copy=False).tobytes())


def _taken(values: "array[int]", is_in: NDArray[np.bool_]) -> "array[int]":
    return array("q", np.frombuffer(values, dtype=np.int64)[is_in].tobytes())


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


def _is_repeated(keys: NDArray[np.int64]) -> NDArray[np.bool_]:
    order = np.argsort(keys, kind="stable")
    is_same = keys[order[1:]] == keys[order[:-1]]
    found = np.zeros(len(keys), dtype=np.bool_)
    found[order[1:][is_same]] = found[order[:-1][is_same]] = True
    return found

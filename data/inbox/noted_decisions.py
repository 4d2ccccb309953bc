"""What was decided and is not on the disk yet, in memory, bounded."""

import json
import struct
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.inbox.noted_candidates import (
    NOT_SCORED,
    Columns,
    packed_candidates,
    unpacked_candidates,
)
from data.inbox.online_marks import MARK, NO_MARK
from data.inbox.packed import HEAD, SLOT

MOST = 50_000
"""Decisions held while the disk refuses; past it the oldest are lost, and counted."""
LENGTHS = struct.Struct(">5I")
LENGTHS_BEFORE = struct.Struct(">4I")
"""Of a group that tells nothing of what was learned online."""


class NotedDecisions:
    """Filled by the decider, emptied by the thread that commits.

    Only `append` and a slice's deletion touch the lists, so that the two need no lock.
    """

    def __init__(self) -> None:
        self.lost = 0
        self._records: list[bytes] = []
        self._marks: list[bytes] = []
        self._articles: list[tuple[int, str, str]] = []
        self._candidates: list[dict[str, Any]] = []

    def decision(self, record: bytes, *, mark: bytes = NO_MARK) -> None:
        """Note a decision: its HEAD and behind it its SLOTs, and what was known online."""
        self._marks.append(mark)
        self._records.append(record)

    def article(self, key: int, *, site: str, article: str) -> None:
        """Note, before the decision, what its article's key stands for: no catalogue may know."""
        self._articles.append((key, site, article))

    def candidates(
        self,
        decision: str,
        *,
        promos: NDArray[np.integer],
        weights: NDArray[np.float64],
        scored: Columns = NOT_SCORED,
    ) -> None:
        """Note what could have been drawn: numbers and weights [n] of promos.

        `scored` are the parts of their scores [n], by the names of SCORED, of a learned ranking.
        """
        row = {"decision": decision, "promos": promos, "weights": weights, **scored}
        self._candidates.append(row)

    def begin(self) -> "Group | None":
        """Return all that waits, which stays until `end`."""
        surplus = max(0, len(self._records) - MOST)
        self.lost += surplus
        # A mark is noted before its record: as many go, whatever is noted meanwhile.
        del self._records[:surplus], self._marks[:surplus]
        for noted in (self._articles, self._candidates):
            del noted[: max(0, len(noted) - MOST)]
        count = len(self._records)
        if not count:
            return None
        # The lists are read in the order opposite to the filling: no decision without its names.
        records = self._records[:count]
        return Group(records, self._articles[:], self._candidates[:], self._marks[:count])

    def end(self, group: "Group | None") -> None:
        """Forget what `begin` returned: it is on the disk."""
        if group is not None:
            del self._records[: len(group.records)]
            del self._marks[: len(group.records)]
            del self._articles[: len(group.articles)]
            del self._candidates[: len(group.candidates)]

    def lose(self, group: "Group | None") -> None:
        """Forget what `begin` returned although it is not on the disk, and count it."""
        if group is not None:
            self.lost += len(group.records)
            self.end(group)


class Group(NamedTuple):
    """Decisions that are committed together."""

    records: list[bytes]
    articles: list[tuple[int, str, str]]
    candidates: list[dict[str, Any]]
    marks: Sequence[bytes] = ()


class UnpackedGroup(NamedTuple):
    """A group as arrays of HEAD and SLOT, the slots in the heads' order; the rest as noted.

    `marks` [heads, 12] tell what was known online.
    """

    heads: NDArray[np.void]
    slots: NDArray[np.void]
    articles: list[tuple[int, str, str]]
    candidates: list[dict[str, Any]]
    marks: NDArray[np.uint8]


def packed_group(group: Group | None) -> bytes:
    """Return the bytes of one row of the inbox; none of no decisions."""
    if group is None:
        return b""
    size = HEAD.itemsize
    parts = (
        b"".join([record[:size] for record in group.records]),
        b"".join([record[size:] for record in group.records]),
        json.dumps(group.articles).encode() if group.articles else b"",
        packed_candidates(group.candidates),
        b"".join(group.marks) if any(mark != NO_MARK for mark in group.marks) else b"",
    )
    return b"".join((LENGTHS.pack(*map(len, parts)), *parts))


def unpacked_group(body: bytes) -> UnpackedGroup:
    """Return what a row of the inbox holds. Raises ValueError if it was not packed so."""
    parts = _parts(body)
    heads, slots = np.frombuffer(parts[0], dtype=HEAD), np.frombuffer(parts[1], dtype=SLOT)
    if int(heads["slots"].sum()) != len(slots):
        raise ValueError("the heads of a group of decisions tell other slots than there are")
    marks = _marks(parts[4], count=len(heads))
    candidates = unpacked_candidates(_rows(parts[3]))
    return UnpackedGroup(heads, slots, _articles(parts[2]), candidates, marks)


def _parts(body: bytes) -> list[bytes]:
    for lengths in (LENGTHS, LENGTHS_BEFORE):
        if len(body) >= lengths.size:
            ends = np.cumsum([lengths.size, *lengths.unpack_from(body)]).tolist()
            if ends[-1] == len(body):
                return [*(body[at:end] for at, end in pairwise(ends)), b""]
    raise ValueError("the lengths of a group of decisions do not add up")


def _marks(content: bytes, *, count: int) -> NDArray[np.uint8]:
    if len(content) not in (0, count * MARK.size):
        raise ValueError("what was known online is told of other decisions than there are")
    told = content or bytes(count * MARK.size)
    return np.frombuffer(told, dtype=np.uint8).reshape(count, MARK.size)


def _articles(content: bytes) -> list[tuple[int, str, str]]:
    rows = _rows(content)
    for row in rows:
        if not isinstance(row, list) or [type(each) for each in row] != [int, str, str]:
            raise ValueError("an article of a group of decisions is a key, a site and an id")
    return [(key, site, article) for key, site, article in rows]


def _rows(content: bytes) -> list[Any]:
    """Return the rows of a JSON array. Raises ValueError if it is none."""
    try:
        rows = json.loads(content or b"[]")
    except RecursionError as error:
        raise ValueError("a group of decisions is nested too deeply") from error
    if not isinstance(rows, list):
        raise ValueError("a part of a group of decisions is no array")
    return rows

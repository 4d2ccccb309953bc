"""Columns of the lake from arrays of packed records, whole arrays at a time."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.inbox.packed import ARMS, FLAGS, INVALID, MODES, ORIGINS, RUNGS, Origin
from data.inbox.reader_class import unpacked_class
from data.lake.lake_schemas import MOMENT

LATEST_MS = 253_402_300_799_000
"""The end of the year 9999, the last time that a reader of the lake can show."""
Records = NDArray[np.void]
READER_BYTES = 6
_POWERS = 256 ** np.arange(READER_BYTES - 1, -1, -1, dtype=np.int64)
_FLAGS = sorted(FLAGS, key=lambda parts: FLAGS[parts])


def moments(times_ms: NDArray[np.int64]) -> pa.Array:
    """Return milliseconds since 1970 as times."""
    return pa.array(np.minimum(times_ms, LATEST_MS) * 1000).cast(MOMENT)


def looked_up(
    numbers: NDArray[Any], look: Callable[[list[int]], Sequence[Any]], kind: pa.DataType
) -> pa.Array:
    """Return for each number what `look` gives for the distinct ones."""
    distinct, which = np.unique(numbers, return_inverse=True)
    return pa.array(look(distinct.tolist()), type=kind).take(pa.array(which.reshape(-1)))


def worded(places: NDArray[Any], words: Sequence[str]) -> pa.Array:
    """Return the word at each place."""
    return pa.array([str(word) for word in words], pa.string()).take(pa.array(places))


def places_in(column: pa.ChunkedArray, words: Sequence[str]) -> NDArray[np.int64]:
    """Return the place of each word; -1 of what is none of them, or null."""
    found = pc.index_in(column, value_set=pa.array([str(word) for word in words]))
    places: NDArray[np.int64] = pc.fill_null(found, -1).to_numpy().astype(np.int64)
    return places


def invalid_words(codes: NDArray[np.uint8]) -> pa.Array:
    """Return reasons from their places from 1; null for 0."""
    reasons = pa.array([None, *(str(reason) for reason in INVALID)], pa.string())
    return reasons.take(pa.array(np.minimum(codes, len(INVALID))))


def flag_columns(flags: NDArray[np.uint8]) -> dict[str, pa.Array]:
    """Return mode, arm, rung and origin of the packed flags."""
    return {
        "mode": worded(flags & 1, MODES),
        "arm": worded(flags >> 1 & 3, ARMS),
        "rung": worded(flags >> 3 & 3, RUNGS),
        "origin": worded(np.minimum(flags >> 5, len(ORIGINS) - 1), ORIGINS),
    }


def is_preview(flags: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return which of the packed flags are those of somebody who only looks."""
    return flags >> 5 >= ORIGINS.index(Origin.PREVIEW)


def reader_columns(readers: NDArray[np.uint8]) -> dict[str, pa.Array]:
    """Return what packed reader classes [n, 6] tell."""
    distinct, which = np.unique(readers.astype(np.int64) @ _POWERS, return_inverse=True)
    classes = [unpacked_class(number.to_bytes(READER_BYTES, "big")) for number in distinct.tolist()]
    rows = pa.array(which.reshape(-1))
    return {
        name: pa.array([getattr(each, name) for each in classes], type=kind).take(rows)
        for name, kind in _READER_KINDS.items()
    }


_READER_KINDS = {
    "country": pa.string(),
    "region": pa.string(),
    "device": pa.string(),
    "language": pa.string(),
    "signed_in": pa.bool_(),
    "local_hour": pa.int8(),
}

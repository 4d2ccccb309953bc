"""Decision ids as two 64-bit words: from the 16 packed bytes, from the lake's text, and to it."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.lake.decision_ids import LENGTH, VALUES, decision_ids, letters_of
from data.lake.lots import id_bytes

Words = NDArray[np.uint64]
CHANCE_BITS = np.uint64(40)
CHANCE_MASK = np.uint64(2**40 - 1)
UPPER_BITS, UPPER_SHIFT = np.uint64(0xFFFF), np.uint64(24)
TIME_SHIFT = np.uint64(16)


@dataclass(frozen=True, slots=True)
class DecisionWords:
    """Ids [n]: 48 bits of milliseconds and 16 of chance in `high`, 64 of chance in `low`."""

    high: Words
    low: Words

    @property
    def times_ms(self) -> NDArray[np.int64]:
        """When each decision was made, in milliseconds since 1970."""
        return (self.high >> TIME_SHIFT).astype(np.int64)

    def chosen(self, rows: NDArray[np.bool_]) -> "DecisionWords":
        """Return only some of the ids."""
        return DecisionWords(self.high[rows], self.low[rows])

    def texts(self) -> pa.Array:
        """Return the ids as text [n]; equal ones that follow each other are written once."""
        differ = (self.high[1:] != self.high[:-1]) | (self.low[1:] != self.low[:-1])
        if 2 * differ.sum() > len(differ):
            return _each_text(self)
        begin = np.concatenate([[True], differ])[: len(self.high)]
        return _each_text(self.chosen(begin)).take(pa.array(np.cumsum(begin) - 1))


def _each_text(words: DecisionWords) -> pa.Array:
    upper = ((words.high & UPPER_BITS) << UPPER_SHIFT) | (words.low >> CHANCE_BITS)
    ids = decision_ids(words.times_ms, high=upper, low=words.low & CHANCE_MASK)
    starts = np.arange(len(ids) + 1, dtype=np.int32) * LENGTH
    buffers = [None, pa.py_buffer(starts), pa.py_buffer(np.ascontiguousarray(ids))]
    return pa.Array.from_buffers(pa.string(), len(ids), buffers)


def words_of_packed(packed: NDArray[np.uint8]) -> DecisionWords:
    """Return the words of packed ids [n, 16]."""
    high, low = two_words(packed)
    return DecisionWords(high, low)


def two_words(packed: NDArray[np.uint8]) -> tuple[Words, Words]:
    """Return the two halves of 16 bytes each [n, 16] as numbers."""
    words = np.ascontiguousarray(packed).view(">u8").astype(np.uint64).reshape(-1, 2)
    return np.ascontiguousarray(words[:, 0]), np.ascontiguousarray(words[:, 1])


def words_of_texts(texts: pa.ChunkedArray) -> DecisionWords:
    """Return the words of a lake's column [n]. Raises Invalid unless they are ULIDs."""
    digits = VALUES[letters_of(id_bytes(texts))].astype(np.uint64)
    time, upper, lower = (
        _folded(digits[:, part]) for part in (slice(10), slice(10, 18), slice(18, 26))
    )
    high = (time << TIME_SHIFT) | (upper >> UPPER_SHIFT)
    return DecisionWords(high, (upper << CHANCE_BITS) | lower)


def _folded(digits: Words) -> Words:
    folded = np.zeros(len(digits), dtype=np.uint64)
    for column in digits.T:
        folded = (folded << np.uint64(5)) | column
    return folded


def least_text(time_ms: int) -> str:
    """Return the id before which no decision of `time_ms` or later comes in order."""
    nothing = np.zeros(1, dtype=np.uint64)
    (identity,) = decision_ids(np.array([max(0, time_ms)]), high=nothing, low=nothing)
    return str(identity.decode())

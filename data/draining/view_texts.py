"""View ids: the 16 bytes of an event's digest as text in the lake, and back."""

import binascii

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.draining.decision_words import Words, two_words

CHARACTERS = 32
_DIGITS = np.full(256, 0, dtype=np.uint8)
_DIGITS[np.frombuffer(b"0123456789abcdef", dtype=np.uint8)] = np.arange(16, dtype=np.uint8)


def view_texts(views: NDArray[np.uint8]) -> pa.Array:
    """Return digests [n, 16] as text, null where there are only zeros."""
    letters = binascii.hexlify(np.ascontiguousarray(views).tobytes())
    starts = np.arange(len(views) + 1, dtype=np.int32) * CHARACTERS
    texts = pa.Array.from_buffers(
        pa.string(), len(views), [None, pa.py_buffer(starts), pa.py_buffer(letters)]
    )
    return pc.if_else(pa.array(views.any(axis=1)), texts, pa.scalar(None, pa.string()))


def view_words(column: pa.ChunkedArray) -> tuple[Words, Words]:
    """Return the halves of the digests that a lake's column tells, zeros where it tells none."""
    is_ours = pc.fill_null(pc.equal(pc.binary_length(column), CHARACTERS), fill_value=False)
    rows = is_ours.to_numpy()
    high, low = np.zeros(len(rows), np.uint64), np.zeros(len(rows), np.uint64)
    if rows.any():
        fixed = (
            column.filter(is_ours).combine_chunks().cast(pa.binary()).cast(pa.binary(CHARACTERS))
        )
        letters = np.frombuffer(fixed.buffers()[1], dtype=np.uint8)
        letters = letters[fixed.offset * CHARACTERS :][: len(fixed) * CHARACTERS]
        digits = _DIGITS[letters.reshape(-1, 2)]
        packed = ((digits[:, 0] << 4) | digits[:, 1]).astype(np.uint8)
        high[rows], low[rows] = two_words(packed.reshape(-1, 16))
    return high, low

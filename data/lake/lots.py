"""The lot of a slot: a uniform whole number below 65536, the same wherever it is computed.

"Keep each unclicked exposure with probability s" is then the filter `lot < 65536 s`: no random
function, the same rows on every engine, and less is read from the disk.

The decision's 26 letters are four little-endian words, the placement's CRC-32 and the position a
fifth; each is folded in (`mixing`); the lot is the top 16 bits.
"""

import zlib

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.lake.decision_ids import LENGTH, letters_of
from data.lake.mixing import folded, folded_one
from recommender.errors import Invalid

LOTS = 65_536
SEED = 0x9E3779B97F4A7C15


def lots_of(
    decisions: pa.ChunkedArray, placements: pa.ChunkedArray, positions: pa.ChunkedArray
) -> pa.Array:
    """Return the lots (uint16) of whole columns. Raises Invalid unless decisions are ULIDs."""
    mixed = _mixed(decisions)
    mixed = folded(mixed, _checksums(placements) << np.uint64(32) | _places(positions))
    return pa.array((mixed >> np.uint64(48)).astype(np.uint16))


def decision_lots(decisions: pa.ChunkedArray) -> NDArray[np.uint16]:
    """Return the lots [n] of whole decisions. Raises Invalid unless they are ULIDs."""
    # Another seed's: which slots a training learns from tells nothing of whom it is judged by.
    mixed = folded(_mixed(decisions), np.full(len(decisions), SEED, dtype=np.uint64))
    return (mixed >> np.uint64(48)).astype(np.uint16)


def lot_of(decision: str, placement: str, position: int) -> int:
    """Return the lot of one slot, in plain Python: equal to what `lots_of` gives."""
    mixed = SEED
    letters = decision.encode().ljust(32, b"\0")
    for start in range(0, 32, 8):
        mixed = folded_one(mixed, int.from_bytes(letters[start : start + 8], "little"))
    return folded_one(mixed, zlib.crc32(placement.encode()) << 32 | position) >> 48


def id_bytes(decisions: pa.ChunkedArray) -> NDArray[np.bytes_]:
    """Return decision ids [n] as bytes S26. Raises Invalid if one has another length."""
    column = decisions.combine_chunks() if isinstance(decisions, pa.ChunkedArray) else decisions
    if not pc.all(pc.equal(pc.binary_length(column), LENGTH), min_count=0).as_py():
        raise Invalid(f"every decision must be a ULID of {LENGTH} characters", pointer="/decision")
    fixed = column.cast(pa.binary()).cast(pa.binary(LENGTH))
    buffer = memoryview(fixed.buffers()[1])[fixed.offset * LENGTH :]
    return np.frombuffer(buffer, dtype=f"S{LENGTH}", count=len(fixed))


def _mixed(decisions: pa.ChunkedArray) -> NDArray[np.uint64]:
    mixed = np.full(len(decisions), SEED, dtype=np.uint64)
    for word in _words(id_bytes(decisions)):
        mixed = folded(mixed, word)
    return mixed


def _words(ids: NDArray[np.bytes_]) -> list[NDArray[np.uint64]]:
    padded = np.zeros((len(ids), 32), dtype=np.uint8)
    padded[:, :LENGTH] = letters_of(ids)
    return list(padded.view("<u8").T)


def _checksums(placements: pa.ChunkedArray) -> NDArray[np.uint64]:
    encoded = pc.dictionary_encode(_one_chunk(placements))
    names = [zlib.crc32(name.encode()) for name in encoded.dictionary.to_pylist()]
    indices = encoded.indices.to_numpy(zero_copy_only=False)
    checksums: NDArray[np.uint64] = np.array(names, dtype=np.uint64)[indices]
    return checksums


def _places(positions: pa.ChunkedArray) -> NDArray[np.uint64]:
    numbers = _one_chunk(positions).to_numpy(zero_copy_only=False)
    if len(numbers) and numbers.min() < 0:
        raise Invalid("a position is a whole number from 0", pointer="/position")
    places: NDArray[np.uint64] = numbers.astype(np.uint64)
    return places


def _one_chunk(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column

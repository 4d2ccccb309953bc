"""Decision ids: ULIDs (26 characters of Crockford's base 32), made and read by the column.

The first 10 characters are the milliseconds since 1970, so ids sort by time and bear their day.
"""

import numpy as np
from numpy.typing import NDArray

from recommender.errors import Invalid

LENGTH = 26
TIME_LENGTH = 10
LATEST_MS = 2**48
ALPHABET = np.frombuffer(b"0123456789ABCDEFGHJKMNPQRSTVWXYZ", dtype=np.uint8)
VALUES = np.full(256, 255, dtype=np.uint8)
VALUES[ALPHABET] = np.arange(32, dtype=np.uint8)


def decision_ids(
    times_ms: NDArray[np.int64], *, high: NDArray[np.uint64], low: NDArray[np.uint64]
) -> NDArray[np.bytes_]:
    """Return ULIDs [n] (bytes S26) of milliseconds and 80 bits: `high` (40 used) above `low` (40).

    Raises Invalid if a time lies before 1970 or after the year 10889.
    """
    if len(times_ms) and (times_ms.min() < 0 or times_ms.max() >= LATEST_MS):
        raise Invalid("a decision must be made between 1970 and the year 10889")
    letters = np.empty((len(times_ms), LENGTH), dtype=np.uint8)
    letters[:, :TIME_LENGTH] = _letters(times_ms.astype(np.uint64), TIME_LENGTH)
    letters[:, TIME_LENGTH:18] = _letters(high, 8)
    letters[:, 18:] = _letters(low, 8)
    return letters.view(f"S{LENGTH}").reshape(-1)


def _letters(numbers: NDArray[np.uint64], length: int) -> NDArray[np.uint8]:
    shifts = np.arange(length - 1, -1, -1, dtype=np.uint64) * np.uint64(5)
    letters: NDArray[np.uint8] = ALPHABET[(numbers[:, None] >> shifts) & np.uint64(31)]
    return letters


def times_ms_of(ids: NDArray[np.bytes_]) -> NDArray[np.int64]:
    """Return the milliseconds since 1970 that the ULIDs [n] bear. Raises Invalid if one is none."""
    digits = VALUES[letters_of(ids)]
    if (digits == 255).any():
        wrong = ids[(digits == 255).any(axis=1)][0]
        raise Invalid(f"{wrong.decode(errors='replace')!r} is no decision id (a ULID)")
    times = np.zeros(len(ids), dtype=np.int64)
    for place in range(TIME_LENGTH):
        times = (times << 5) | digits[:, place]
    return times


def letters_of(ids: NDArray[np.bytes_]) -> NDArray[np.uint8]:
    """Return the ids' bytes [n, 26]; shorter ids are padded with zeros, which are no letters."""
    fixed = np.ascontiguousarray(ids, dtype=f"S{LENGTH}")
    return fixed.view(np.uint8).reshape(-1, LENGTH)

"""The lines of a foreign log, in batches of bounded size, every cell as text or null.

What is no line at all (broken quoting, no JSON, no UTF-8) is handed on as broken, with its reason.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

LINES_PER_BATCH = 100_000
LIST_SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line that was not taken in: its number, why not, and what it held."""

    line: int
    reason: str
    original: str


@dataclass(frozen=True, slots=True)
class Place:
    """How far a log was read: lines so far, and the bytes to go on from (text formats)."""

    line: int = 0
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to read of a log: which columns, from where on, and how many lines at once."""

    columns: Sequence[str]
    start: Place = Place()
    lines_per_batch: int = LINES_PER_BATCH


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLines:
    """A batch: line numbers [n], columns of text [n], and where the next batch begins."""

    numbers: NDArray[np.int64]
    columns: dict[str, pa.Array]
    original: Callable[[int], str]
    end: Place
    broken: list[Rejected] = field(default_factory=list)

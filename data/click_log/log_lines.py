"""The lines of a foreign log, in batches of bounded size, every cell as text or null.

What is no line at all (broken quoting, no JSON, no UTF-8) is handed on as broken, with its reason.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from recommender.errors import Invalid

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


Reader = Callable[[Path, Wanted], Iterator[LogLines]]


def reader_of(path: Path) -> Reader:
    """Return the reader for a file by its ending. Raises Invalid if there is none, or no file."""
    from data.click_log import csv_lines, json_lines, parquet_lines

    readers: dict[str, Reader] = {
        ".csv": csv_lines.read_lines,
        ".ndjson": json_lines.read_lines,
        ".jsonl": json_lines.read_lines,
        ".parquet": parquet_lines.read_lines,
    }
    if path.suffix.lower() not in readers:
        raise Invalid(f"{path} must end in one of {', '.join(readers)}")
    if not path.is_file():
        raise Invalid(f"there is no file {path}")
    return readers[path.suffix.lower()]

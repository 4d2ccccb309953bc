"""Which formats a foreign log may have: by the ending of its file, each with its reader."""

from collections.abc import Callable, Iterator
from pathlib import Path

from data.click_log import csv_lines, json_lines, parquet_lines
from data.click_log.log_lines import LogLines, Wanted
from recommender.errors import Invalid

Reader = Callable[[Path, Wanted], Iterator[LogLines]]


def reader_of(path: Path) -> Reader:
    """Return the reader for a file by its ending. Raises Invalid if there is none, or no file."""
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

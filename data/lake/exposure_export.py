"""Writes the training frame to a file: exposures, day by day, as Parquet, CSV or NDJSON."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Protocol

import pyarrow as pa
from pyarrow import csv, parquet

from data.lake.exposure_rows import EXPOSURES
from data.lake.exposures import read_exposures
from data.lake.lake_store import Lake
from recommender.errors import Invalid, Unavailable

DAY = timedelta(days=1)


class TableWriter(Protocol):
    """Anything that writes tables one after the other."""

    def write_table(self, table: pa.Table) -> None:
        """Write one more table."""


def export_exposures(
    lake: Lake, path: Path, *, since: datetime, until: datetime, unclicked_share: float = 1.0
) -> int:
    """Write the exposures decided from `since` up to before `until`; return how many rows.

    The file appears when it is complete. Raises Invalid, Unavailable.
    """
    opened = _writer_of(path)
    beside = path.with_name(f".{path.name}.part")
    rows = 0
    try:
        with opened(beside) as writer:
            for start, end in _days(lake, since=since, until=until):
                table = read_exposures(
                    lake, since=start, until=end, unclicked_share=unclicked_share
                )
                writer.write_table(table)
                rows += len(table)
        beside.replace(path)
    except OSError as error:
        raise Unavailable(f"{path} cannot be written: {error}") from error
    finally:
        beside.unlink(missing_ok=True)
    return rows


def _days(lake: Lake, *, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield the parts of the window that lie in days with decisions, in order of time."""
    for day in lake.days("decisions"):
        start = datetime.combine(day, time(), tzinfo=UTC)
        if start < until and since < start + DAY:
            yield max(start, since), min(start + DAY, until)


def _writer_of(path: Path) -> Callable[[Path], AbstractContextManager[TableWriter]]:
    writers: dict[str, Callable[[Path], AbstractContextManager[TableWriter]]] = {
        ".parquet": lambda beside: parquet.ParquetWriter(beside, EXPOSURES, compression="zstd"),
        ".csv": lambda beside: csv.CSVWriter(beside, EXPOSURES),
        ".ndjson": _json_lines,
    }
    if path.suffix.lower() not in writers:
        raise Invalid(f"{path} must end in one of {', '.join(writers)}")
    if not path.absolute().parent.is_dir():
        raise Invalid(f"there is no folder {path.absolute().parent}")
    return writers[path.suffix.lower()]


class _JsonLines:
    def __init__(self, path: Path) -> None:
        self.stream = path.open("w", encoding="utf-8")

    def write_table(self, table: pa.Table) -> None:
        """Write one object a row, times as ISO 8601."""
        for row in table.to_pylist():
            moment = row["decided_at"].isoformat(timespec="microseconds")
            line = json.dumps(row | {"decided_at": moment}, ensure_ascii=False)
            self.stream.write(f"{line}\n")


@contextmanager
def _json_lines(path: Path) -> Iterator[TableWriter]:
    lines = _JsonLines(path)
    try:
        yield lines
    finally:
        lines.stream.close()

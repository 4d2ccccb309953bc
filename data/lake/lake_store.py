"""The lake: immutable Parquet files of decisions, slots, events and what was served, by day."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.lake.decision_ids import times_ms_of
from data.lake.engine import Engine, connect
from data.lake.lake_files import PARTITION, day_of, open_files, stem_of
from data.lake.lake_schemas import SCHEMA_VERSION, schema_of, shaped
from data.lake.lots import id_bytes, lots_of
from recommender.errors import Invalid

MS_PER_DAY = 86_400_000
COMPUTED = ("schema", "lot")
OF_DECISION = ("slots", "unfilled")
DAY_COLUMN = {
    "decisions": "decided_at",
    "events": "received_at",
    "exploration": "made_at",
    "promos": "valid_from",
    "articles": "valid_from",
}


class Lake:
    """The lake at a URL, read on an engine that is connected when it is first needed."""

    def __init__(self, url: str, *, engine: str = "duckdb") -> None:
        self.url = url
        self._files = open_files(url)
        self._engine_name = engine
        self._engine: Engine | None = None

    def append(
        self, table_name: str, table: pa.Table, *, name: str | None = None, day: date | None = None
    ) -> list[str]:
        """Write rows, one file a day, and return the files' paths within the lake.

        `schema` and `lot` are filled in. The same `name` again replaces the same files, so that a
        writer that was interrupted may simply write again. Slots lie under their decision's day;
        `day` is for candidates, which bear no time. Raises Invalid, Unavailable.
        """
        rows = _completed(table_name, table)
        stem = name or uuid.uuid4().hex
        written = []
        for part_day, part in _by_day(rows, _days(table_name, rows, day)):
            path = f"{table_name}/{PARTITION}{part_day.isoformat()}/{stem}.parquet"
            self._files.write(path, part)
            written.append(path)
        return written

    def read(self, table_name: str, *, since: date | None = None, until: date | None = None) -> Any:
        """Return an Ibis table of the days `since` to `until` (both included; None is open).

        Columns that no file has yet are null; without files the table is empty.
        """
        paths = self._files.paths(table_name, since=since, until=until)
        return self.read_files(table_name, paths)

    def read_files(self, table_name: str, paths: Sequence[str]) -> Any:
        """Return an Ibis table of some of the table's files, by their full paths, likewise."""
        schema = schema_of(table_name)
        if not paths:
            # Nullable, as what is read from files: both sides of a union must agree.
            nullable = pa.schema([pa.field(field.name, field.type) for field in schema])
            return ibis.memtable(nullable.empty_table())
        found = self.engine.read(self._files, paths)
        missing = [field for field in schema if field.name not in found.columns]
        return found.mutate(**{field.name: _nothing(field) for field in missing})

    def files(
        self, table_name: str, *, since: date | None = None, until: date | None = None
    ) -> list[str]:
        """Return the full paths of the table's files from a day on, and up to one."""
        schema_of(table_name)
        return self._files.paths(table_name, since=since, until=until)

    def sizes(self, paths: Sequence[str]) -> list[int]:
        """Return the bytes of files by their full paths; -1 if one is gone. Raises Unavailable."""
        return self._files.sizes(paths)

    def opened(self, path: str) -> pa.NativeFile:
        """Open a file by its full path. Raises OSError."""
        return self._files.system.open_input_file(path)

    def stems(self, table_name: str, *, prefix: str) -> set[str]:
        """Return the names, beginning with `prefix`, that rows were appended under."""
        return {stem_of(path) for path in self._named(table_name, prefix)}

    def remove(self, table_name: str, *, prefix: str) -> None:
        """Delete the files whose name begins with `prefix`. Raises Unavailable."""
        for path in self._named(table_name, prefix):
            self._files.delete(path)

    def remove_named(self, table_name: str, stems: Collection[str]) -> None:
        """Delete the files of exactly these names. Raises Unavailable."""
        for path in self.files(table_name):
            if stem_of(path) in stems:
                self._files.delete(path)

    def _named(self, table_name: str, prefix: str) -> list[str]:
        schema_of(table_name)
        paths = self._files.paths(table_name, since=None, until=None)
        return [path for path in paths if stem_of(path).startswith(prefix)]

    def days(self, table_name: str) -> list[date]:
        """Return the days that the table has files of, ascending."""
        schema_of(table_name)
        paths = self._files.paths(table_name, since=None, until=None)
        return sorted({day_of(path) for path in paths})

    @property
    def engine(self) -> Engine:
        """The engine that reads this lake."""
        if self._engine is None:
            self._engine = connect(self._engine_name)
        return self._engine


def _completed(table_name: str, table: pa.Table) -> pa.Table:
    schema = schema_of(table_name)
    given = table.drop_columns([name for name in COMPUTED if name in table.column_names])
    rows = shaped(given, pa.schema([field for field in schema if field.name not in COMPUTED]))
    rows = rows.append_column("schema", pa.array(np.full(len(rows), SCHEMA_VERSION, np.int16)))
    if "lot" in schema.names:
        lots = lots_of(rows["decision"], rows["placement"], rows["position"])
        rows = rows.append_column("lot", lots)
    return rows.select(schema.names).cast(schema)


def _days(table_name: str, rows: pa.Table, day: date | None) -> NDArray[np.int64]:
    if day is not None:
        return np.full(len(rows), (day - date(1970, 1, 1)).days, dtype=np.int64)
    if table_name in OF_DECISION:
        return times_ms_of(id_bytes(rows["decision"])) // MS_PER_DAY
    if table_name not in DAY_COLUMN:
        raise Invalid(f"rows of {table_name} bear no time: say their day")
    moments = rows[DAY_COLUMN[table_name]].cast(pa.int64()).to_numpy()
    days: NDArray[np.int64] = moments // (MS_PER_DAY * 1000)
    return days


def _by_day(rows: pa.Table, days: NDArray[np.int64]) -> list[tuple[date, pa.Table]]:
    numbers = np.unique(days)
    if len(numbers) == 1:
        return [(_date(numbers[0]), rows)]
    return [(_date(number), rows.filter(pa.array(days == number))) for number in numbers]


def _date(days_since_1970: np.int64) -> date:
    return date.fromordinal(int(days_since_1970) + date(1970, 1, 1).toordinal())


def _nothing(field: pa.Field) -> Any:
    kind = ibis.Schema.from_pyarrow(pa.schema([pa.field(field.name, field.type)]))[field.name]
    return ibis.null(kind)

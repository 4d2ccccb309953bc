"""Writes the files of a merge, one a call, as bounded in memory as in rows."""

import uuid
from collections.abc import Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
from pyarrow import parquet

from data.durable_files import make_folder, replacing
from data.lake.engine import DUCKDB_SETTINGS, seen_by
from data.lake.lake_files import PARTITION, LakeFiles
from data.lake.lake_schemas import schema_of
from data.lake_keeping.merge_choice import JUDGED_LEVEL, Merge, cuts
from data.lake_keeping.merge_query import BATCH_ROWS, MergeQuery, Part

# One thread and a gigabyte: pages are served beside it. What it does not hold is spilled.
BOUNDS = {"threads": "1", "memory_limit": "1GB"}
NEIGHBOURS = timedelta(days=1)
"""An impression may have been received on the day before its click, or half an hour after it."""


@dataclass(slots=True)
class Merged:
    """What a merge has written so far."""

    files: int = 0
    rows: int = 0
    judged: int = 0


class MergeWork:
    """A merge under way: the names of its files are known before the first is written."""

    def __init__(
        self, files: LakeFiles, merge: Merge, *, through: datetime, damaged: Set[str]
    ) -> None:
        """Judge what was received up to `through`, unless files that may clear it are `damaged`."""
        self.merge = merge
        self.merged = Merged()
        self._files = files
        self._through = through
        self._damaged = damaged
        self._cuts = cuts(merge.inputs)
        self._written = 0
        stem = uuid.uuid4().hex
        folder = f"{PARTITION}{merge.day.isoformat()}"
        self.names = [
            f"{folder}/m{merge.level}-{stem}{at:04x}.parquet" for at in range(len(self._cuts))
        ]

    @property
    def is_done(self) -> bool:
        """Whether every file is written."""
        return self._written == len(self._cuts)

    def write_next(self) -> None:
        """Write the next file, none if no row is left for it.

        Raises Unavailable if the disk refuses, duckdb.Error if a file to be merged is damaged.
        """
        with duckdb.connect(config={**DUCKDB_SETTINGS, **BOUNDS}) as connection:
            for setting in ("TimeZone = 'UTC'", "enable_progress_bar = false"):
                connection.execute(f"SET {setting}").fetchall()
            query = MergeQuery(connection, self._part(connection))
            if shown_in := self._neighbours():
                query.judge(seen_by(connection, self._files, shown_in), through=self._through)
            path = f"{self.merge.table}/{self.names[self._written]}"
            rows = _written(self._files, path, query.batches())
        self._written += 1
        self.merged.files += rows > 0
        self.merged.rows += rows
        self.merged.judged += query.judged

    def read(self) -> list[str]:
        """Return the files that are read for it."""
        return [*(file.path for file in self.merge.inputs), *self._neighbours()]

    def _part(self, connection: duckdb.DuckDBPyConnection) -> Part:
        inputs = [file.path for file in self.merge.inputs]
        since, until = [*self._cuts, None][self._written : self._written + 2]
        return Part(
            table=self.merge.table,
            paths=seen_by(connection, self._files, inputs),
            since=since or "",
            until=until,
        )

    def _neighbours(self) -> list[str]:
        """Return the files that impressions may lie in, none if nothing is to be judged yet."""
        day = self.merge.day
        if self.merge.table != "events" or self.merge.level < JUDGED_LEVEL:
            return []
        found = self._files.paths("events", since=day - NEIGHBOURS, until=day + NEIGHBOURS)
        # An impression that cannot be read would make its click invalid for ever.
        return [] if self._damaged & set(found) else found


def _written(files: LakeFiles, path: str, batches: pa.RecordBatchReader) -> int:
    """Write batches to a file that is there whole or hidden; return how many rows."""
    schema = schema_of(path.partition("/")[0])
    rows = 0
    first = next(batches, None)
    if first is None or not len(first):
        return 0
    with files.writing(), _stream(files, path) as stream:
        with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
            while first is not None:
                table = pa.Table.from_batches([first]).cast(schema)
                writer.write_table(table, row_group_size=BATCH_ROWS)
                rows += len(table)
                first = next(batches, None)
    return rows


@contextmanager
def _stream(files: LakeFiles, path: str) -> Iterator[object]:
    full = f"{files.root}/{path}"
    if not files.is_folder:
        files.system.create_dir(full.rpartition("/")[0], recursive=True)
        with files.system.open_output_stream(full) as stored:
            yield stored
        return
    make_folder(Path(full).parent)
    with replacing(Path(full)) as stream:
        yield stream

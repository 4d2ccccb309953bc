"""Reads chosen columns of the lake's files in batches, past files that are damaged."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa
from pyarrow import parquet

from data.lake.lake_schemas import schema_of
from data.lake.lake_store import Lake
from recommender.errors import Unavailable

BATCH_ROWS = 500_000


@dataclass(slots=True)
class LakeScan:
    """A reader of whole tables; what it cannot read it names in `damaged`."""

    lake: Lake
    damaged: list[str] = field(default_factory=list)

    def batches(
        self, table_name: str, columns: Sequence[str], *, since: date | None = None
    ) -> Iterator[pa.Table]:
        """Yield the columns of a table from a day on, those that a file lacks as null.

        Raises Unavailable if a file went away meanwhile: begin again.
        """
        gathered: list[pa.Table] = []
        rows = 0
        for table in self._tables(table_name, columns, since):
            gathered.append(table)
            rows += len(table)
            # Small files by the thousand: what is done with each batch costs more than reading it.
            if rows >= BATCH_ROWS:
                yield pa.concat_tables(gathered)
                gathered, rows = [], 0
        if gathered:
            yield pa.concat_tables(gathered)

    def _tables(
        self, table_name: str, columns: Sequence[str], since: date | None
    ) -> Iterator[pa.Table]:
        for path in self.lake.files(table_name, since=since):
            try:
                yield from self._batches_of(table_name, path, columns)
            except FileNotFoundError as error:
                raise Unavailable(f"{path} went away while it was read") from error
            except (pa.ArrowException, OSError):
                self.damaged.append(path)

    def _batches_of(self, table_name: str, path: str, columns: Sequence[str]) -> Iterator[pa.Table]:
        with self.lake.opened(path) as stream:
            file = parquet.ParquetFile(stream)
            there = [name for name in columns if name in file.schema_arrow.names]
            for batch in file.iter_batches(BATCH_ROWS, columns=there):
                table = pa.Table.from_batches([batch])
                for name in columns:
                    if name not in there:
                        kind = schema_of(table_name).field(name).type
                        table = table.append_column(name, pa.nulls(len(table), kind))
                yield table.select(list(columns))

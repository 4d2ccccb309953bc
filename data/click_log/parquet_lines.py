"""Reads a Parquet log, batch by batch; lines are its rows, counted from 1."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from data.click_log.log_lines import LIST_SEPARATOR, LogLines, Place, Wanted
from recommender.errors import Invalid, InvalidMapping


def read_lines(path: Path, wanted: Wanted) -> Iterator[LogLines]:
    """Yield batches of the named columns as text. Raises Invalid, InvalidMapping."""
    try:
        yield from _batches(path, wanted)
    except (pa.ArrowException, OSError) as error:
        raise Invalid(f"{path} is no Parquet file, or is damaged: {error}") from error


def _batches(path: Path, wanted: Wanted) -> Iterator[LogLines]:
    with parquet.ParquetFile(path) as file:
        for column in wanted.columns:
            if column not in file.schema_arrow.names:
                raise InvalidMapping(f"{path} has no column {column!r}", pointer=f"/{column}")
        line = 0
        for batch in file.iter_batches(wanted.lines_per_batch, columns=list(wanted.columns)):
            if line >= wanted.start.line:
                yield _lines(batch, line)
            line += len(batch)


def _lines(batch: pa.RecordBatch, before: int) -> LogLines:
    names = batch.schema.names
    return LogLines(
        numbers=np.arange(before + 1, before + len(batch) + 1),
        columns={name: text_of(name, batch.column(name)) for name in names},
        original=lambda row: json.dumps(batch.slice(row, 1).to_pylist()[0], default=str),
        end=Place(before + len(batch)),
    )


def text_of(name: str, column: pa.Array) -> pa.Array:
    """Return a column's values as text; "" is null. Raises InvalidMapping if they have none."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return text_of(name, column.dictionary_decode())
    if pa.types.is_timestamp(kind) and kind.tz:
        column = column.cast(pa.timestamp("us", "UTC"), safe=False)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return pc.binary_join(column.cast(pa.list_(pa.string())), LIST_SEPARATOR)
    if pa.types.is_nested(kind):
        raise InvalidMapping(f"column {name!r} is of type {kind}, not text or a number")
    text = column.cast(pa.string())
    text.validate(full=True)
    return pc.if_else(pc.equal(text, ""), None, text)

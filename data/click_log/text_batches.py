"""Batches of a text log: cells of one record after the other, gathered until a batch is full."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import pyarrow as pa

from data.click_log.log_lines import LogLines, Place, Rejected, Wanted


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a text log: its cells, or why it has none."""

    line: int
    original: str
    end: Place
    cells: Sequence[str | None] | None = None
    reason: str = ""


def batches(wanted: Wanted, records: Iterable[Record]) -> Iterator[LogLines]:
    """Yield the records as batches of the size that is wanted."""
    gathered: list[Record] = []
    for record in records:
        gathered.append(record)
        if len(gathered) == wanted.lines_per_batch:
            yield _batch(wanted.columns, gathered)
            gathered = []
    if gathered:
        yield _batch(wanted.columns, gathered)


def decoded_lines(stream: BinaryIO) -> Iterator[tuple[str, int]]:
    """Yield each line and its length in bytes; what is no UTF-8 becomes lone surrogates."""
    for line in stream:
        yield line.decode("utf-8", errors="surrogateescape"), len(line)


def is_writable(text: str) -> bool:
    """Whether a text can be written as UTF-8: it holds no lone surrogate."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _batch(columns: Sequence[str], records: Sequence[Record]) -> LogLines:
    whole = [record for record in records if record.cells is not None]
    cells = zip(*(record.cells or () for record in whole), strict=True)
    texts = [pa.array(list(column), pa.string()) for column in cells]
    return LogLines(
        numbers=np.array([record.line for record in whole], dtype=np.int64),
        columns=dict(
            zip(columns, texts or [pa.array([], pa.string())] * len(columns), strict=True)
        ),
        original=lambda row: whole[row].original,
        end=records[-1].end,
        broken=[
            Rejected(record.line, record.reason, record.original)
            for record in records
            if record.cells is None
        ],
    )

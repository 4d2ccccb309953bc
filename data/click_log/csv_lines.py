"""Reads a CSV log: a header, then records that may span lines in quotes."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from data.click_log.log_lines import LogLines, Place, Wanted
from data.click_log.text_batches import Record, batches, decoded_lines, is_writable
from recommender.errors import Invalid, InvalidMapping


def read_lines(path: Path, wanted: Wanted) -> Iterator[LogLines]:
    """Yield batches of the named columns. Raises Invalid, InvalidMapping."""
    with path.open("rb") as stream:
        header = _header(path, stream)
        for column in wanted.columns:
            if header.count(column) != 1:
                problem = "no column" if column not in header else "more than one column"
                raise InvalidMapping(f"{path} has {problem} {column!r}", pointer=f"/{column}")
        places = [header.index(column) for column in wanted.columns]
        start = wanted.start if wanted.start.offset else Place(1, stream.tell())
        stream.seek(start.offset)
        yield from batches(wanted, _records(stream, places, width=len(header), start=start))


def _header(path: Path, stream: BinaryIO) -> list[str]:
    line = stream.readline()
    try:
        names = next(csv.reader([line.decode("utf-8-sig")]), [])
    except (UnicodeDecodeError, csv.Error) as error:
        raise Invalid(f"{path} has no readable header: {error}") from error
    if not names:
        raise Invalid(f"{path} is empty: it must begin with a header")
    return names


@dataclass(slots=True)
class _Lines:
    """Hands lines to the CSV reader and remembers those of the record being read."""

    source: Iterator[tuple[str, int]]
    read: int = 0
    count: int = 0
    pending: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[str]:
        for line, length in self.source:
            self.read += length
            self.count += 1
            self.pending.append(line)
            yield line

    def taken(self) -> str:
        """Return the text of the record just read, and begin the next."""
        text = "".join(self.pending).rstrip("\r\n")
        self.pending.clear()
        return text


def _records(
    stream: BinaryIO, places: Sequence[int], *, width: int, start: Place
) -> Iterator[Record]:
    lines = _Lines(decoded_lines(stream))
    rows = csv.reader(iter(lines), strict=True)
    while True:
        number = start.line + lines.count + 1
        cells, reason = _next_row(rows, width)
        if cells is None and not reason:
            return
        original = lines.taken()
        end = Place(start.line + lines.count, start.offset + lines.read)
        if not original:
            continue
        if not reason and not is_writable(original):
            reason = "the line is no UTF-8"
        if reason or cells is None:
            yield Record(number, original, end, reason=reason)
        else:
            yield Record(number, original, end, [cells[place] or None for place in places])


def _next_row(rows: Iterator[list[str]], width: int) -> tuple[list[str] | None, str]:
    try:
        cells = next(rows, None)
    except csv.Error as error:
        return None, f"the line is no CSV: {error}"
    if cells and len(cells) != width:
        return None, f"the line has {len(cells)} fields, the header {width}"
    return cells, ""

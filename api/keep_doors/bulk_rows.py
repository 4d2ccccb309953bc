"""Reads rows of NDJSON or CSV one at a time; a row that cannot be read becomes a fault."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import IO, Any

from pydantic import BaseModel

from api.edge.body_reading import BODY_MAXIMUM, json_object_of
from api.keep_doors.csv_cells import Column, columns_of, content_of
from recommender.errors import Fault, InvalidFields, Malformed

NDJSON = "application/x-ndjson"
CSV = "text/csv"
MEDIA_TYPES = (NDJSON, "application/ndjson", "application/jsonl", CSV)
TOO_LONG = Fault("", f"a row must be under {BODY_MAXIMUM // 1024} KiB")


@dataclass(frozen=True, slots=True)
class Row:
    """A row's JSON object, or why it has none.

    `number` is where it stands in the file, from 1 and with blank lines: the line of NDJSON; in CSV
    the row as a spreadsheet shows it, so that the header is row 1.
    """

    number: int
    content: dict[str, Any]
    faults: tuple[Fault, ...] = ()


def rows_of(file: IO[bytes], *, media_type: str, schema: type[BaseModel]) -> Iterator[Row]:
    """Yield the rows of a file. Raises Malformed if a CSV file has no proper header."""
    return _rows_of_csv(file, schema) if media_type == CSV else _rows_of_ndjson(file)


def _rows_of_ndjson(file: IO[bytes]) -> Iterator[Row]:
    number = 0
    while line := file.readline(BODY_MAXIMUM + 1):
        number += 1
        if len(line) > BODY_MAXIMUM:
            _skip_line(file, line)
            yield Row(number, {}, (TOO_LONG,))
        elif line.strip():
            yield _row_of_line(number, line)


def _skip_line(file: IO[bytes], line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = file.readline(BODY_MAXIMUM)


def _row_of_line(number: int, line: bytes) -> Row:
    try:
        return Row(number, json_object_of(line))
    except InvalidFields as error:
        return Row(number, {}, error.faults)
    except Malformed as error:
        return Row(number, {}, (Fault("", str(error)),))


def _rows_of_csv(file: IO[bytes], schema: type[BaseModel]) -> Iterator[Row]:
    # What is no UTF-8 becomes half surrogate pairs, which the schema refuses in its field.
    text = io.TextIOWrapper(file, "utf-8-sig", errors="surrogateescape", newline="")
    # The csv module has one limit for the whole process; a cell may be as long as a body.
    csv.field_size_limit(BODY_MAXIMUM)
    try:
        reader = csv.reader(text, strict=True)
        columns = _columns(reader, schema)
        yield from _rows_under(columns, reader)
    finally:
        text.detach()


def _columns(reader: Iterator[list[str]], schema: type[BaseModel]) -> list[Column]:
    try:
        names = [name.strip() for name in next(reader, [])]
    except csv.Error as error:
        raise Malformed(f"the CSV header cannot be read: {error}") from error
    if not any(names):
        raise Malformed("a CSV file begins with a header of field names")
    if len(set(names)) < len(names):
        raise Malformed("the CSV header names a field twice")
    return columns_of(names, schema)


def _rows_under(columns: list[Column], reader: Iterator[list[str]]) -> Iterator[Row]:
    # The header was row 1.
    for number in count(2):
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(number, {}, (Fault("", f"this CSV row cannot be read: {error}"),))
            continue
        if cells:
            yield _row_of_cells(number, cells, columns=columns)


def _row_of_cells(number: int, cells: list[str], *, columns: list[Column]) -> Row:
    if len(cells) > len(columns):
        return Row(number, {}, (Fault("", "the row has more cells than the header has names"),))
    return Row(number, content_of(cells, columns))

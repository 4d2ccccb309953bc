"""Reads an NDJSON log: one JSON object a line."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from data.click_log.log_lines import LIST_SEPARATOR, LogLines, Place, Wanted
from data.click_log.text_batches import Record, batches, decoded_lines, is_writable
from recommender.errors import InvalidMapping


class WrongCell(ValueError):
    """Raised if a value is neither text, number, truth value nor a list of texts."""


def read_lines(path: Path, wanted: Wanted) -> Iterator[LogLines]:
    """Yield batches of the named members. Raises InvalidMapping if the first batch lacks one."""
    is_first = wanted.start == Place()
    with path.open("rb") as stream:
        stream.seek(wanted.start.offset)
        for batch in batches(wanted, _records(stream, wanted.columns, wanted.start)):
            if is_first:
                _check(path, batch)
            is_first = False
            yield batch


def _check(path: Path, batch: LogLines) -> None:
    for name, column in batch.columns.items():
        if len(column) and column.null_count == len(column):
            raise InvalidMapping(f"no line of {path} has a {name!r}", pointer=f"/{name}")


def _records(stream: BinaryIO, columns: Sequence[str], start: Place) -> Iterator[Record]:
    number, offset = start.line, start.offset
    for line, length in decoded_lines(stream):
        number, offset = number + 1, offset + length
        original = line.rstrip("\r\n")
        if not original.strip():
            continue
        cells, reason = _cells(original, columns)
        yield Record(number, original, Place(number, offset), cells, reason)


def _cells(line: str, columns: Sequence[str]) -> tuple[list[str | None] | None, str]:
    if not is_writable(line):
        return None, "the line is no UTF-8"
    try:
        members = json.loads(line)
    except (ValueError, RecursionError) as error:
        return None, f"the line is no JSON: {error}"
    if not isinstance(members, dict):
        return None, "the line is no JSON object"
    try:
        return [_text(name, members.get(name)) for name in columns], ""
    except WrongCell as error:
        return None, str(error)


def _text(name: str, value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = LIST_SEPARATOR.join(value)
    if not isinstance(value, str | int | float):
        raise WrongCell(f"{name} is of a wrong type")
    text = str(value)
    if not is_writable(text):
        raise WrongCell(f"{name} holds a lone surrogate")
    return text

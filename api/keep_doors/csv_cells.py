"""Turns CSV cells into the JSON that a schema expects: lists parted by |, empty for none.

`rules.minimum_per_kind.offer` names a field of a field.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from recommender.errors import Malformed

SWITCHES = {"true": True, "false": False}
DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Column:
    """Where a column's cells go, and what they are."""

    path: tuple[str, ...]
    read: Callable[[str], Any]


def columns_of(names: Sequence[str], schema: type[BaseModel]) -> list[Column]:
    """Return the columns of a header; a name that the schema lacks stays text, to be refused.

    Raises Malformed if one column names a field of what another one names.
    """
    root = schema.model_json_schema()
    columns = [_column(name, root) for name in names]
    _check_apart(columns)
    return columns


def content_of(cells: Sequence[str], columns: Sequence[Column]) -> dict[str, Any]:
    """Return the JSON object of a row; cells that are empty or left out are not in it."""
    content: dict[str, Any] = {}
    for cell, column in zip(cells, columns, strict=False):
        if cell:
            target = content
            for name in column.path[:-1]:
                target = target.setdefault(name, {})
            target[column.path[-1]] = column.read(cell)
    return content


def _column(name: str, root: dict[str, Any]) -> Column:
    path = tuple(name.split(".", DEEPEST))
    found: dict[str, Any] = root
    for part in path:
        found = _resolved(found, root)
        inner = found.get("properties", {}).get(part, _of_any_name(found))
        # A name that does not exist stays one name, so that the fault points at it.
        if not isinstance(inner, dict):
            return Column((name,), str)
        found = _resolved(inner, root)
    return Column(path, _readers().get(found.get("type", ""), str))


def _of_any_name(found: dict[str, Any]) -> Any:
    """Return the schema of a mapping's values, whatever its keys must look like."""
    by_pattern = found.get("patternProperties", {}).values()
    return next(iter(by_pattern), found.get("additionalProperties"))


def _check_apart(columns: Sequence[Column]) -> None:
    paths = {column.path for column in columns}
    for path in paths:
        if any(path[:length] in paths for length in range(1, len(path))):
            raise Malformed(f"the CSV header names {'.'.join(path)} and a part of it: keep one")


def _resolved(found: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    if "anyOf" in found:
        found = next(each for each in found["anyOf"] if each.get("type") != "null")
    if "$ref" in found:
        found = root["$defs"][found["$ref"].rpartition("/")[2]]
    return found


def _readers() -> dict[str, Callable[[str], Any]]:
    return {"integer": _integer, "boolean": _switch, "array": _list, "string": str}


def _integer(cell: str) -> int | str:
    """What is no whole number stays text, for the schema to refuse in its field."""
    digits = cell.strip().removeprefix("-")
    return int(cell) if digits.isascii() and digits.isdigit() and len(digits) < 30 else cell


def _switch(cell: str) -> bool | str:
    return SWITCHES.get(cell.strip().lower(), cell)


def _list(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|")]

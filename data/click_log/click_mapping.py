"""The mapping of a foreign click log: a TOML file that says which column is what."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from recommender.errors import InvalidMapping

REQUIRED = ("time", "site", "article", "placement", "promo")
READER = ("country", "region", "device", "language", "signed_in")
LOG = (*REQUIRED, *READER, "decision", "position", "arm", "policy", "propensity")
COUNTS = ("clicked", "impressions", "clicks")
PROMO = (
    *("kind", "title", "source", "url", "summary", "label", "advertiser", "sponsored"),
    *("value_micros", "topics", "published_at"),
)
ARTICLE = ("title", "url", "category", "tags", "text", "language", "published_at")
SECTIONS = {
    "log": (*LOG, *COUNTS),
    "promo": PROMO,
    "items": ("id", *PROMO),
    "article": ARTICLE,
}
FORMATS = ("iso8601", "unix_s", "unix_ms", "iso_week")
OPTIONS = {"column", "columns", "constant", "line", "values", "format", "zone"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Where a field's values come from: columns, a constant, or the line's number."""

    columns: tuple[str, ...] = ()
    constant: str | None = None
    line: str | None = None
    values: Mapping[str, str] | None = None
    format: str = "iso8601"
    zone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClickMapping:
    """The cells of each section's fields: `log`, `promo`, `items`, `article`."""

    log: Mapping[str, Cells]
    promo: Mapping[str, Cells]
    items: Mapping[str, Cells]
    article: Mapping[str, Cells]

    def columns(self) -> tuple[str, ...]:
        """Return the columns of the log that are named, each once."""
        fields = (*self.log.values(), *self.promo.values(), *self.article.values())
        return tuple(dict.fromkeys(column for cells in fields for column in cells.columns))

    def item_columns(self) -> tuple[str, ...]:
        """Return the columns of the items file that are named, each once."""
        fields = self.items.values()
        return tuple(dict.fromkeys(column for cells in fields for column in cells.columns))


def read_mapping(path: Path) -> ClickMapping:
    """Read a mapping file. Raises InvalidMapping naming what is wrong in it."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        message = f"the mapping {path} is not there: name a TOML file like those in docs/lake.md"
        raise InvalidMapping(message) from error
    except OSError as error:
        raise InvalidMapping(f"the mapping {path} cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidMapping(f"the mapping {path} cannot be read: {error}") from error
    return parse_mapping(document)


def parse_mapping(document: Mapping[str, Any]) -> ClickMapping:
    """Return the mapping that a TOML document states. Raises InvalidMapping."""
    for name in document:
        if name not in SECTIONS:
            known = ", ".join(SECTIONS)
            raise InvalidMapping(f"the mapping has no section [{name}]: there are {known}")
    sections = {name: _section(name, document.get(name, {})) for name in SECTIONS}
    mapping = ClickMapping(**sections)
    _check(mapping)
    return mapping


def _section(section: str, fields: Any) -> dict[str, Cells]:
    if not isinstance(fields, dict):
        raise InvalidMapping(f"[{section}] must be a table of fields", pointer=f"/{section}")
    for field in fields:
        if field not in SECTIONS[section]:
            known = ", ".join(SECTIONS[section])
            raise InvalidMapping(
                f"[{section}] knows no field {field!r}: there are {known}",
                pointer=f"/{section}/{field}",
            )
    return {field: _cells(f"/{section}/{field}", stated) for field, stated in fields.items()}


def _cells(pointer: str, stated: Any) -> Cells:
    if isinstance(stated, str):
        return Cells(columns=(stated,))
    if isinstance(stated, list):
        return Cells(columns=_texts(pointer, stated))
    if not isinstance(stated, dict) or not set(stated) <= OPTIONS:
        known = ", ".join(sorted(OPTIONS))
        raise InvalidMapping(
            f"{pointer} must be a column's name, or a table of {known}", pointer=pointer
        )
    if sum(name in stated for name in ("column", "columns", "constant", "line")) != 1:
        raise InvalidMapping(
            f"{pointer} must have one of column, columns, constant and line", pointer=pointer
        )
    return _cells_of_table(pointer, stated)


def _cells_of_table(pointer: str, stated: Mapping[str, Any]) -> Cells:
    named = stated.get("columns", [stated["column"]] if "column" in stated else [])
    return Cells(
        columns=_texts(pointer, named),
        constant=_constant(stated["constant"]) if "constant" in stated else None,
        line=str(stated["line"]) if "line" in stated else None,
        values=_values(pointer, stated.get("values")),
        format=_format(pointer, stated.get("format", "iso8601")),
        zone=_zone(pointer, stated.get("zone")),
    )


def _texts(pointer: str, names: Any) -> tuple[str, ...]:
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise InvalidMapping(f"{pointer} must name columns by text", pointer=pointer)
    return tuple(names)


def _constant(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _values(pointer: str, values: Any) -> Mapping[str, str] | None:
    if values is None:
        return None
    if not isinstance(values, dict):
        raise InvalidMapping(f"{pointer}/values must be a table", pointer=pointer)
    return {name: _constant(value) for name, value in values.items()}


def _format(pointer: str, name: Any) -> str:
    if name not in FORMATS:
        known = ", ".join(FORMATS)
        raise InvalidMapping(f"{pointer} has no format {name!r}: there are {known}")
    return str(name)


def _zone(pointer: str, name: Any) -> str | None:
    if name is None:
        return None
    try:
        return ZoneInfo(str(name)).key
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise InvalidMapping(f"{pointer} knows no time zone {name!r}", pointer=pointer) from error


def _check(mapping: ClickMapping) -> None:
    for field in REQUIRED:
        if field not in mapping.log:
            raise InvalidMapping(
                f"[log] must say {field}: a column, or {{ constant = … }}", pointer=f"/log/{field}"
            )
    counted = {field for field in COUNTS if field in mapping.log}
    if counted not in ({"clicked"}, {"impressions", "clicks"}):
        raise InvalidMapping("[log] must say either clicked, or impressions and clicks")
    if mapping.items and "id" not in mapping.items:
        raise InvalidMapping("[items] must say id, the column that equals promo's")
    if mapping.items and mapping.promo:
        raise InvalidMapping("a promo's features come from [promo] or from [items], not from both")

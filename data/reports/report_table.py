"""The answer to a report: typed columns, rows of cells, and the words that stand under them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Unit(StrEnum):
    """What the cells of a column are.

    text: str. count: int. rate: an Estimate of 0–1. ratio: an Estimate around 1 (a lift of +12 %
    is 1.12). micros: int of the installation's currency, or an Estimate in whole micros.
    """

    TEXT = "text"
    COUNT = "count"
    RATE = "rate"
    RATIO = "ratio"
    MICROS = "micros"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and its 95 % interval. None: cannot be told; a `high` of None has no bound.

    A figure that is counted and not estimated (a fill rate) bears no interval at all: low and high
    are None both.
    """

    value: float | None
    low: float | None = None
    high: float | None = None


Cell = str | int | Estimate | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `name` for programs (JSON, CSV), `title` for people."""

    name: str
    title: str
    unit: Unit


@dataclass(frozen=True, slots=True)
class Row:
    """A cell for each column; `note` says in words what keeps its figures from being believed."""

    cells: tuple[Cell, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """A word of the report and what it means."""

    term: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTable:
    """A report.

    The first `keys` columns say what a row is about: the dimension's own value first, then what
    belongs to it (of a promo its id, then its title). An empty key (None) is "not known". Rows
    come ready ordered: days by time, else the most clicked first. `total` sums all up, under
    the same columns; None where a sum makes no sense. `as_of`: events received later are not in it.
    """

    name: str
    by: str
    title: str
    since: date
    until: date
    site: str | None
    time_zones: tuple[str, ...]
    as_of: datetime
    keys: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row | None = None
    notes: tuple[str, ...] = ()
    definitions: tuple[Definition, ...] = ()

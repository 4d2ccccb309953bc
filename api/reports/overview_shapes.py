"""The parts of the report page, as its templates see them."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.reports.report_chart import Chart
from api.reports.report_links import Link
from api.reports.table_view import TableView
from data.reports.report_table import Definition


@dataclass(frozen=True, slots=True)
class Figure:
    """A large figure with what it means."""

    name: str
    value: str
    note: str
    is_main: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A choice in a list."""

    name: str
    value: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A heading, what is to be known in a sentence, and the table of it if there is one."""

    heading: str
    sentence: str | None
    table: TableView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A chart that stands on the page: in words for who cannot see it, and how it fits."""

    heading: str
    told: str
    note: str | None
    charts: Mapping[str, Chart]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Everything that the page says, but for the pictures."""

    title: str
    period: str
    since: str
    until: str
    by: str
    periods: tuple[Link, ...]
    sites: tuple[Option, ...]
    is_empty: bool
    sentences: tuple[str, ...]
    warnings: tuple[str, ...]
    figures: tuple[Figure, ...]
    drawn: tuple[Drawn, ...]
    tabs: tuple[Link, ...]
    table: TableView
    parts: tuple[Part, ...]
    definitions: tuple[Definition, ...]

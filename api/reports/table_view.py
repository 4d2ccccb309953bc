"""A report's table as its page shows it: fewer rows, words under the figures, files of all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from api.reports.report_cells import CellView, cell_view, count
from api.reports.report_links import Link
from api.reports.report_notes import note_in, short_note
from api.reports.report_terms import COLUMNS, REASONS
from api.reports.report_wording import ReportWording
from data.reports.report_table import Column, ReportTable, Row, Unit

ROWS_SHOWN = 50
TRENDS_SHOWN = 10
FEWEST_TO_SUM = 2
# What a page shows of each report, in this order; the files have every column.
SHOWN = {
    "performance": (
        *("ctr", "clicks", "impressions", "views", "viewable_rate", "vctr"),
        *("revenue", "ecpm", "decisions", "page_views"),
    ),
    "lift": (
        *("lift", "ctr", "other_ctr", "clicks", "other_clicks"),
        *("value_lift", "value", "other_value", "decisions", "other_decisions"),
    ),
    "trending": ("trend", "clicks", "impressions"),
    "unfilled": ("unfilled", "unfilled_share"),
    "exploration": ("given_up", "pages"),
    "invalid": ("invalid", "share"),
}
# An id stands small under the name that people know.
NAMED_BY = {"promo": "title", "article": "title", "reason": "words"}
# Their codes are for programs.
CODED = ("reason", "arm", "total")


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head."""

    title: str
    is_number: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """A table's caption, heads and cells; the first cell of a row is its name."""

    caption: str
    columns: tuple[Head, ...]
    rows: tuple[tuple[CellView, ...], ...]
    total: tuple[CellView, ...] | None
    notes: tuple[str, ...]
    more: str | None
    files: tuple[Link, ...]


def table_view(
    table: ReportTable, words: ReportWording, *, caption: str, files: Sequence[Link]
) -> TableView:
    """Return what a page shows of a table."""
    columns = [(0, table.columns[0]), *_measures(table)]
    rows = table.rows[: TRENDS_SHOWN if table.name == "trending" else ROWS_SHOWN]
    more = words.and_more.format(shown=count(len(rows), words), all=count(len(table.rows), words))
    return TableView(
        caption=caption,
        columns=tuple(Head(title_of(column, words), index > 0) for index, column in columns),
        rows=tuple(_row(row, table, columns, words) for row in rows),
        total=_total(table, columns, words),
        notes=tuple(note_in(note, words) for note in table.notes),
        more=more if len(table.rows) > len(rows) else None,
        files=tuple(files),
    )


def title_of(column: Column, words: ReportWording) -> str:
    """Return a column's title in the page's language."""
    return COLUMNS.get(column.name, column.title) if words.language == "ja" else column.title


def name_of(row: Row, table: ReportTable, words: ReportWording) -> CellView:
    """Return what a row is called, a promo by its title, and small what else is known of it."""
    keys = [str(cell) for cell in row.cells[: table.keys] if cell is not None]
    if row.cells[0] is None or not keys:
        return CellView(words.unknown, is_number=False)
    name = _known_name(row, table, words) or keys[0]
    if table.by in CODED:
        return CellView(name, is_number=False)
    beside = " · ".join(_word(key, words) for key in keys[1:] if key != name)
    is_titled = table.by in NAMED_BY and name != keys[0]
    code = keys[0] if is_titled else None
    return CellView(name, beside or None, is_number=False, code=code)


def _word(key: str, words: ReportWording) -> str:
    of_arm = words.values.get("arm", {}).get(key, key)
    return words.values.get("kind", {}).get(key, of_arm)


def _known_name(row: Row, table: ReportTable, words: ReportWording) -> str | None:
    code = str(row.cells[0])
    if table.by == "reason" and words.language == "ja":
        return REASONS.get(code)
    if table.by in words.values:
        return words.values[table.by].get(code)
    position = _position(table, NAMED_BY.get(table.by))
    cell = None if position is None else row.cells[position]
    return None if cell is None else str(cell)


def _row(
    row: Row,
    table: ReportTable,
    columns: Sequence[tuple[int, Column]],
    words: ReportWording,
) -> tuple[CellView, ...]:
    name = name_of(row, table, words)
    first = replace(name, flag=short_note(row.note, words)) if row.note else name
    return (first, *(cell_view(row.cells[index], column, words) for index, column in columns[1:]))


def _total(
    table: ReportTable, columns: Sequence[tuple[int, Column]], words: ReportWording
) -> tuple[CellView, ...] | None:
    if table.total is None or len(table.rows) < FEWEST_TO_SUM:
        return None
    cells = table.total.cells
    first = CellView(words.total, is_number=False)
    return (first, *(cell_view(cells[index], column, words) for index, column in columns[1:]))


def _measures(table: ReportTable) -> list[tuple[int, Column]]:
    names = SHOWN.get(table.name, tuple(column.name for column in table.columns[table.keys :]))
    places = {column.name: index for index, column in enumerate(table.columns)}
    found = [(places[name], table.columns[places[name]]) for name in names if name in places]
    return [each for each in found if not _is_idle(table, each)]


def _is_idle(table: ReportTable, column: tuple[int, Column]) -> bool:
    """Whether nobody pays for anything here: columns of nothing help nobody."""
    index, known = column
    is_money = known.unit is Unit.MICROS or known.name == "value_lift"
    return is_money and not any(_amount(row, index) for row in table.rows)


def _amount(row: Row, index: int) -> float:
    cell = row.cells[index]
    value = getattr(cell, "value", cell)
    return value if isinstance(value, int | float) else 0


def _position(table: ReportTable, name: str | None) -> int | None:
    names = [column.name for column in table.columns[: table.keys]]
    return names.index(name) if name in names else None

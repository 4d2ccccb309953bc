"""A report as a file to open elsewhere: CSV, or a workbook.

Of each figure with an interval there are three columns: `ctr`, `ctr_low`, `ctr_high`. Rates are
0 to 1, money is whole micros. A total stands in no file: sums of columns would count it twice.
"""

import csv
import io
from collections.abc import Iterator
from datetime import UTC
from typing import Any

from data.reports.report_table import Cell, Column, Estimate, ReportTable, Unit

# A table calculator takes a text that begins so for a formula.
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
INTERVALS = (Unit.RATE, Unit.RATIO)
ESTIMATED_MONEY = "ecpm"
Plain = str | int | float | None


def csv_of(table: ReportTable) -> str:
    """Return a report as CSV (RFC 4180), in UTF-8; text that would be a formula bears a quote."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(_heads(table))
    for cells in _lines(table):
        writer.writerow([_harmless(cell) for cell in cells])
    return file.getvalue()


def workbook_of(table: ReportTable) -> bytes:
    """Return a report as an .xlsx workbook: the figures, and a sheet of what the words mean."""
    from xlsxwriter import Workbook

    file = io.BytesIO()
    # Of text nothing is ever made a formula, a link or a number.
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(file, settings) as book:
        _write_figures(book, table)
        _write_words(book, table)
    return file.getvalue()


def _write_figures(book: Any, table: ReportTable) -> None:
    sheet = book.add_worksheet("Figures")
    sheet.write_row(0, 0, _heads(table), book.add_format({"bold": True}))
    sheet.freeze_panes(1, table.keys)
    for number, cells in enumerate(_lines(table), 1):
        sheet.write_row(number, 0, cells)
    sheet.autofit()


def _write_words(book: Any, table: ReportTable) -> None:
    sheet = book.add_worksheet("Words")
    site = table.site or "all sites"
    told = [
        ("Report", f"{table.title}, by {table.by}"),
        ("Days", f"{table.since} to {table.until}, {', '.join(table.time_zones)}"),
        ("Site", site),
        ("As of", f"{table.as_of.astimezone(UTC):%Y-%m-%d %H:%M} UTC"),
        *(("Note", note) for note in table.notes),
        *((each.term, each.meaning) for each in table.definitions),
    ]
    for number, line in enumerate(told):
        sheet.write_row(number, 0, line)
    sheet.autofit()


def _heads(table: ReportTable) -> list[str]:
    return [head for column in table.columns for head in _heads_of(column)] + ["note"]


def _heads_of(column: Column) -> list[str]:
    name = f"{column.name}_micros" if column.unit is Unit.MICROS else column.name
    bounds = [f"{name}_low", f"{name}_high"]
    return [name, *bounds] if _has_interval(column) else [name]


def _has_interval(column: Column) -> bool:
    return column.unit in INTERVALS or column.name == ESTIMATED_MONEY


def _lines(table: ReportTable) -> Iterator[list[Plain]]:
    for row in table.rows:
        pairs = zip(table.columns, row.cells, strict=True)
        yield [part for column, cell in pairs for part in _parts(column, cell)] + [row.note]


def _parts(column: Column, cell: Cell) -> list[Plain]:
    if not _has_interval(column):
        return [cell.value if isinstance(cell, Estimate) else cell]
    if isinstance(cell, Estimate):
        return [cell.value, cell.low, cell.high]
    return [cell, None, None]


def _harmless(cell: Plain) -> Plain:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULAS) else cell

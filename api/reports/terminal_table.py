"""A report as a table of the terminal: as many of its columns as fit, the telling ones first."""

from collections.abc import Iterator

from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from api.reports.report_cells import CellView
from api.reports.table_view import TableView, table_view
from api.reports.words_english import ENGLISH
from data.reports.report_table import ReportTable

NARROW_SPACE = "\u202f"
FEWEST_COLUMNS = 2
NAME_SHARE = 3
WIDEST = 10_000


def print_report(table: ReportTable, console: Console) -> None:
    """Print a report with its notes and definitions."""
    view = table_view(table, ENGLISH, caption=_title(table), files=())
    drawn, left_out = _fitted(view, console) if view.rows else (_without_rows(view), [])
    console.print(drawn)
    for line in _words_under(table, view, left_out=left_out):
        console.print(line, style="dim", markup=False, highlight=False)


def _without_rows(view: TableView) -> Text:
    return Text.assemble((view.caption, "bold"), "\nThere is nothing to tell of these days.")


def _fitted(view: TableView, console: Console) -> tuple[Table, list[str]]:
    """Return the table with the columns that fit, and the titles of those left out."""
    unbounded = console.options.update(max_width=WIDEST)
    for count in range(len(view.columns), FEWEST_COLUMNS, -1):
        drawn = _drawn(view, count, console)
        if Measurement.get(console, unbounded, drawn).maximum <= console.width:
            return drawn, [head.title for head in view.columns[count:]]
    titles = [head.title for head in view.columns[FEWEST_COLUMNS:]]
    return _drawn(view, FEWEST_COLUMNS, console), titles


def _drawn(view: TableView, count: int, console: Console) -> Table:
    drawn = Table(title=Text(view.caption), title_justify="left", title_style="bold")
    for head in view.columns[:count]:
        if head.is_number:
            drawn.add_column(head.title, justify="right", no_wrap=True)
        else:
            # A name may take lines; a figure never does.
            drawn.add_column(head.title, overflow="fold", max_width=console.width // NAME_SHARE)
    for row in view.rows:
        drawn.add_row(*(_cell(cell) for cell in row[:count]))
    if view.total is not None:
        drawn.add_section()
        drawn.add_row(*(_cell(cell) for cell in view.total[:count]))
    return drawn


def _cell(view: CellView) -> Text:
    # What stands in the catalogue is text, whatever it looks like.
    parts = (part for part in (view.text, view.note, view.flag) if part)
    return Text("\n".join(parts).replace(NARROW_SPACE, " "))


def _words_under(table: ReportTable, view: TableView, *, left_out: list[str]) -> Iterator[str]:
    if view.more:
        yield view.more
    if left_out:
        yield f"Not shown for want of room: {', '.join(left_out)} (--format csv has them)."
    yield from view.notes
    for each in table.definitions:
        yield f"{each.term}: {each.meaning}"


def _title(table: ReportTable) -> str:
    site = f", {table.site}" if table.site else ""
    zones = ", ".join(table.time_zones)
    return f"{table.title} by {table.by}, {table.since} to {table.until} ({zones}{site})"

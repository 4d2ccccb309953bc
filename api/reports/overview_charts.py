"""The charts of the reports' page: which rates are drawn, along the days and by name."""

from dataclasses import replace

from api.reports.overview_shapes import Drawn
from api.reports.report_chart import Chart, Shape
from api.reports.report_sentences import cell_of
from api.reports.report_wording import ReportWording
from api.reports.table_view import name_of
from data.reports.report_table import Estimate, ReportTable, Row

WIDTHS = {"narrow": 340, "wide": 720}
"""In pixels; the stylesheet shows the one that fits."""
ROWS_DRAWN = 8
FEWEST_DAYS = 2
Points = tuple[tuple[str, float, float, float], ...]


def drawn_of(days: ReportTable, chosen: ReportTable, words: ReportWording) -> tuple[Drawn, ...]:
    """Return the charts of the rates along the days, and of the rows that were chosen."""
    along, rows = _points(_begun(days), words), _points(chosen, words)[:ROWS_DRAWN]
    drawn = []
    # One day alone is the figure above, again.
    if len(along) > 1:
        drawn.append(_by_day(along, words, ceiling=_ceiling(days)))
    if chosen.by != "day" and rows:
        heading = words.rate_by.format(words.by_names[chosen.by].lower())
        chart = Chart(shape=Shape.ROWS, points=rows, width=WIDTHS["narrow"])
        charts = {"any": chart}
        drawn.append(Drawn(heading=heading, told=words.by_name_alt, note=None, charts=charts))
    return tuple(drawn)


def _by_day(points: Points, words: ReportWording, *, ceiling: float | None) -> Drawn:
    charts = {
        fit: Chart(
            shape=Shape.BAND,
            points=points,
            width=width,
            day_format=words.day_format,
            ceiling=ceiling,
        )
        for fit, width in WIDTHS.items()
    }
    return Drawn(heading=words.by_day, told=words.by_day_alt, note=words.band_note, charts=charts)


def _begun(days: ReportTable) -> ReportTable:
    """Leave out a last day with hardly a click: a morning would look like a collapse."""
    is_thin = len(days.rows) > FEWEST_DAYS and days.rows[-1].note is not None
    return replace(days, rows=days.rows[:-1]) if is_thin else days


def _ceiling(days: ReportTable) -> float | None:
    """Return what holds the intervals of all days that have enough to go by; None without one."""
    rates = [cell_of(row, days, "ctr") for row in days.rows if row.note is None]
    highs = [rate.high for rate in rates if isinstance(rate, Estimate) and rate.high is not None]
    return 1.1 * max(highs) if highs else None


def _points(table: ReportTable, words: ReportWording) -> Points:
    found = []
    for row in table.rows:
        rate = cell_of(row, table, "ctr")
        if isinstance(rate, Estimate) and rate.value is not None:
            low = rate.value if rate.low is None else rate.low
            high = rate.value if rate.high is None else rate.high
            name = str(row.cells[0]) if table.by == "day" else _name(row, table, words)
            found.append((name, rate.value, low, high))
    return tuple(found)


def _name(row: Row, table: ReportTable, words: ReportWording) -> str:
    """Return a row's name; each placement has its own first position."""
    view = name_of(row, table, words)
    return f"{view.text} · {view.note}" if table.by == "position" else view.text

"""The four figures at the top of the report page, and shares that its sentences tell."""

from dataclasses import dataclass

from api.reports.overview_shapes import Figure
from api.reports.report_cells import UNKNOWN, count, interval, percent
from api.reports.report_sentences import cell_of
from api.reports.report_wording import ReportWording
from data.reports.report_table import Estimate, ReportTable


@dataclass(frozen=True, slots=True)
class Share:
    """So many of all, and their share (0 to 1)."""

    count: int
    share: float


def figures_of(table: ReportTable, words: ReportWording) -> tuple[Figure, ...]:
    """Return what was shown, seen and clicked, and the rate, of a performance table's total."""
    shown, seen, clicked = (_count(table, name) for name in ("impressions", "views", "clicks"))
    rate = _estimate(table, "ctr")
    return (
        Figure(words.shown, count(shown, words), words.shown_note),
        Figure(words.seen, count(seen, words), words.seen_note.format(_seen(table, words))),
        Figure(words.clicked, count(clicked, words), _a_thousand(shown, clicked, words)),
        Figure(words.rate, _percent(rate, words), interval(rate, words) or "", is_main=True),
    )


def share_of(table: ReportTable, name: str, *, of: str) -> Share:
    """Return what a table's total tells of two of its columns."""
    part, whole = _count(table, name), _count(table, of)
    return Share(part, part / whole if whole else 0.0)


def _seen(table: ReportTable, words: ReportWording) -> str:
    return _percent(_estimate(table, "viewable_rate"), words)


def _a_thousand(shown: int, clicked: int, words: ReportWording) -> str:
    return words.clicked_note.format(count(round(1000 * clicked / shown), words) if shown else 0)


def _percent(rate: Estimate, words: ReportWording) -> str:
    return UNKNOWN if rate.value is None else percent(rate.value, words)


def _estimate(table: ReportTable, name: str) -> Estimate:
    cell = cell_of(table.total, table, name)
    return cell if isinstance(cell, Estimate) else Estimate(None)


def _count(table: ReportTable, name: str) -> int:
    cell = cell_of(table.total, table, name)
    return cell if isinstance(cell, int) else 0

"""What a report says in one sentence, for who has two seconds."""

from api.reports.report_cells import change
from api.reports.report_words import ReportWording
from data.reports.report_table import Estimate, ReportTable, Row

OTHERS = ("control", "baseline")


def lift_sentences(table: ReportTable, words: ReportWording) -> list[str]:
    """Say what learned slots gained over random ones, and over the site's own order."""
    found = {str(row.cells[0]): row for row in table.rows}
    names = {"control": words.control, "baseline": words.baseline}
    return [lift_sentence(_lift(found.get(other), table), names[other], words) for other in OTHERS]


def lift_sentence(lift: Estimate | None, other: str, words: ReportWording) -> str:
    """Say one lift: more, less, or that it cannot be told yet."""
    if lift is None or lift.value is None or lift.low is None:
        return words.incomparable.format(other=other)
    value = change(lift.value, words)
    if lift.low > 1:
        return words.gained.format(value=value, other=other, interval=_more(lift, words))
    if lift.high is not None and lift.high < 1:
        less = words.within_less.format(
            _bare(change(lift.high, words), words), change(lift.low, words)
        )
        return words.lost.format(value=value, other=other, interval=less)
    return words.untold.format(other=other, interval=_either(lift, words))


def _more(lift: Estimate, words: ReportWording) -> str:
    low = change(lift.low or 1, words)
    if lift.high is None:
        return words.at_least.format(low)
    return words.between.format(_bare(low, words), change(lift.high, words))


def _either(lift: Estimate, words: ReportWording) -> str:
    low = change(lift.low or 0, words)
    if lift.high is None:
        return words.open_ended.format(low)
    return words.from_less_to_more.format(low, change(lift.high, words))


def _bare(percent: str, words: ReportWording) -> str:
    return percent.removesuffix(words.percent)


def _lift(row: Row | None, table: ReportTable) -> Estimate | None:
    cell = None if row is None else cell_of(row, table, "lift")
    return cell if isinstance(cell, Estimate) else None


def cell_of(row: Row | None, table: ReportTable, name: str) -> object:
    """Return the cell of a column; None if there is no such row or column."""
    names = [column.name for column in table.columns]
    return None if row is None or name not in names else row.cells[names.index(name)]

"""What a report says in one sentence, for who has two seconds."""

from api.reports.report_cells import UNKNOWN, change, count, percent
from api.reports.report_wording import ReportWording
from data.reports.intervals import FEW
from data.reports.report_table import Estimate, ReportTable, Row

OTHERS = ("control", "baseline")


def first_sentences(days: ReportTable, lift: ReportTable, words: ReportWording) -> list[str]:
    """Say what learned slots gained; as long as that cannot be told, what readers clicked."""
    found = {str(row.cells[0]): _lift(row, lift) for row in lift.rows if _has_enough(row, lift)}
    names = {"control": words.control, "baseline": words.baseline}
    told = [
        lift_sentence(found[other], names[other], words)
        for other in OTHERS
        if _is_told(found.get(other))
    ]
    silent = [names[other] for other in OTHERS if not _is_told(found.get(other))]
    if silent:
        other = silent[0] if len(silent) == 1 else words.either.format(*silent)
        told.append(words.incomparable.format(other=other))
    return told if len(silent) < len(OTHERS) else [_clicked(days, words), *told]


def _clicked(days: ReportTable, words: ReportWording) -> str:
    shown, clicks, rate = (
        cell_of(days.total, days, name) for name in ("impressions", "clicks", "ctr")
    )
    value = rate.value if isinstance(rate, Estimate) else None
    return words.clicked_of.format(
        shown=count(shown if isinstance(shown, int) else 0, words),
        clicks=count(clicks if isinstance(clicks, int) else 0, words),
        rate=UNKNOWN if value is None else percent(value, words),
    )


def _has_enough(row: Row, lift: ReportTable) -> bool:
    """Whether both sides have clicks enough to be said in the largest letters of the page."""
    clicks = (cell_of(row, lift, name) for name in ("clicks", "other_clicks"))
    return all(isinstance(each, int) and each >= FEW for each in clicks)


def _is_told(lift: Estimate | None) -> bool:
    return lift is not None and lift.value is not None and lift.low is not None


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


def _lift(row: Row, table: ReportTable) -> Estimate | None:
    cell = cell_of(row, table, "lift")
    return cell if isinstance(cell, Estimate) else None


def cell_of(row: Row | None, table: ReportTable, name: str) -> object:
    """Return the cell of a column; None if there is no such row or column."""
    names = [column.name for column in table.columns]
    return None if row is None or name not in names else row.cells[names.index(name)]

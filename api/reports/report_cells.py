"""Figures as people read them: percents with their interval, thousands apart, money in units."""

from collections.abc import Callable
from dataclasses import dataclass

from babel.numbers import format_decimal

from api.reports.report_wording import ReportWording
from data.reports.report_table import Cell, Column, Estimate, Unit

MICROS = 1_000_000
UNKNOWN = "–"
# A change smaller than this is told with a decimal.
SMALL_CHANGE = 0.0095
SMALL_RATE = 0.1
GAINS = ("lift", "value_lift")
Writer = Callable[[float, ReportWording], str]


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell's words, what stands small under them, an id for programs, and a warning."""

    text: str
    note: str | None = None
    is_number: bool = True
    flag: str | None = None
    code: str | None = None


def cell_view(cell: Cell, column: Column, words: ReportWording) -> CellView:
    """Return a measure as it stands in a table."""
    if isinstance(cell, Estimate):
        return _estimated(cell, column, words)
    if cell is None:
        return CellView(UNKNOWN)
    if isinstance(cell, int):
        is_money = column.unit is Unit.MICROS
        return CellView(money(cell, words) if is_money else count(cell, words))
    return CellView(cell, is_number=False)


def count(number: int, words: ReportWording) -> str:
    """Return a whole number, its thousands apart."""
    return format_decimal(number, format="#,##0", locale=words.language)


def money(micros: float, words: ReportWording) -> str:
    """Return an amount of the installation's currency."""
    return format_decimal(micros / MICROS, format="#,##0.00", locale=words.language)


def percent(share: float, words: ReportWording, *, decimals: int | None = None) -> str:
    """Return a share (0 to 1) as percent."""
    return f"{_percents(share, decimals=decimals)}{words.percent}"


def interval(estimate: Estimate, words: ReportWording) -> str | None:
    """Return between what a rate lies, in words; None if nothing is known of that."""
    if estimate.low is None:
        return None
    decimals = _decimals(estimate.value or estimate.low)
    low = _percents(estimate.low, decimals=decimals)
    if estimate.high is None:
        return words.at_least.format(low + words.percent)
    return words.between.format(low, percent(estimate.high, words, decimals=decimals))


def change(ratio: float, words: ReportWording) -> str:
    """Return how far a ratio is from 1, as percent without a sign."""
    difference = abs(ratio - 1)
    return percent(difference, words, decimals=0 if difference >= SMALL_CHANGE else 1)


def _estimated(cell: Estimate, column: Column, words: ReportWording) -> CellView:
    if cell.value is None:
        return CellView(UNKNOWN)
    if column.unit is Unit.RATE:
        return CellView(percent(cell.value, words), _rate_range(cell, words))
    if column.unit is Unit.MICROS:
        return CellView(money(cell.value, words), _range(cell, words, of=money))
    if column.name in GAINS:
        return CellView(_signed(cell.value, words), _range(cell, words, of=_signed))
    between = _range(cell, words, of=_decimal)
    return CellView(words.times.format(_decimal(cell.value, words)), between)


def _range(cell: Estimate, words: ReportWording, *, of: Writer) -> str | None:
    if cell.low is None:
        return None
    if cell.high is None:
        return words.at_least.format(of(cell.low, words))
    return words.range.format(of(cell.low, words), of(cell.high, words))


def _rate_range(cell: Estimate, words: ReportWording) -> str | None:
    if cell.low is None:
        return None
    decimals = _decimals(cell.value or 0)
    if cell.high is None:
        return words.at_least.format(percent(cell.low, words, decimals=decimals))
    low = _percents(cell.low, decimals=decimals)
    return words.range.format(low, percent(cell.high, words, decimals=decimals))


def _signed(ratio: float, words: ReportWording) -> str:
    sign = "+" if ratio >= 1 else "−"
    return f"{sign}{change(ratio, words)}"


def _decimal(ratio: float, words: ReportWording) -> str:
    return format_decimal(ratio, format="#,##0.0", locale=words.language)


def _decimals(share: float) -> int:
    return 1 if abs(share) >= SMALL_RATE else 2


def _percents(share: float, *, decimals: int | None) -> str:
    return f"{share * 100:.{_decimals(share) if decimals is None else decimals}f}"

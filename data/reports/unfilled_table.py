"""Unfilled slots and why; the fill rate counts the pages that got nothing too."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from data.reports.figures import share
from data.reports.read_sums import SumsReader
from data.reports.reason_words import in_words
from data.reports.report_body import Body
from data.reports.report_table import Cell, Row

Counts = list[dict[str, Any]]


def unfilled(reader: SumsReader, by: str) -> Body:
    """Return the report's rows, its total and notes. Raises Unavailable."""
    counts: Counts = reader.fills().to_pylist()
    if not counts:
        return Body()
    total = Row(("All", *([None] if by in {"reason", "placement"} else []), *_measures(counts)))
    rows = _by_reason(counts) if by == "reason" else _by(counts, by)
    none = () if any(row["what"] == "unfilled" for row in counts) else ("Every slot was filled.",)
    return Body(tuple(rows), total, none)


def _by_reason(counts: Counts) -> Iterable[Row]:
    requested = sum(row["number"] for row in counts)
    empty: Counter[str | None] = Counter()
    for row in counts:
        if row["what"] == "unfilled":
            empty[row["reason"]] += row["number"]
    for reason, number in sorted(empty.items(), key=lambda each: (-each[1], each[0] or "")):
        told: tuple[Cell, ...] = (requested, None, number, share(number, requested), None)
        yield Row((reason, in_words(reason), *told))


def _by(counts: Counts, by: str) -> Iterable[Row]:
    names = ("placement", "site") if by == "placement" else (by,)
    groups: dict[tuple[Any, ...], Counts] = {}
    for row in counts:
        groups.setdefault(tuple(row[name] for name in names), []).append(row)
    rows = [Row((*map(str, key), *_measures(some))) for key, some in groups.items()]
    if by == "day":
        return sorted(rows, key=lambda row: str(row.cells[0]))
    return sorted(rows, key=lambda row: (-_number(row.cells[len(names) + 2]), row.cells[0]))


def _measures(counts: Counts) -> tuple[Cell, ...]:
    filled, empty = (
        sum(row["number"] for row in counts if row["what"] == what)
        for what in ("filled", "unfilled")
    )
    requested = filled + empty
    return requested, filled, empty, share(empty, requested), share(filled, requested)


def _number(cell: Cell) -> int:
    return cell if isinstance(cell, int) else 0

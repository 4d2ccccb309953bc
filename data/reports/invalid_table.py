"""Invalid traffic: how much of what was told does not count, and why."""

from collections.abc import Iterable
from typing import Any

from data.reports.figures import share
from data.reports.plain_counts import PREVIEW
from data.reports.read_sums import SumsReader
from data.reports.reason_words import in_words
from data.reports.report_body import Body
from data.reports.report_table import Cell, Row

Counts = list[dict[str, Any]]


def invalid(reader: SumsReader, by: str) -> Body:
    """Return the report's rows, its total and notes. Raises Unavailable."""
    counts: Counts = reader.events().to_pylist()
    judged = [row for row in counts if row["reason"] != PREVIEW]
    if not counts:
        return Body()
    rows = _by_reason(counts, judged) if by == "reason" else _by(judged, by)
    total = Row(("All", *([None] if by == "reason" else []), *_measures(judged)))
    clean = all(row["reason"] is None for row in judged)
    return Body(tuple(rows), total, ("Nothing invalid came.",) if clean else ())


def _by_reason(counts: Counts, judged: Counts) -> Iterable[Row]:
    events = sum(row["number"] for row in judged)
    numbers: dict[str, int] = {}
    for row in counts:
        if row["reason"] is not None:
            numbers[row["reason"]] = numbers.get(row["reason"], 0) + row["number"]
    for reason, number in sorted(numbers.items(), key=lambda each: (-each[1], each[0])):
        is_preview = reason == PREVIEW
        part = None if is_preview else share(number, events)
        note = "In no share: previews are the editors' own." if is_preview else None
        yield Row((reason, in_words(reason), events, number, part), note)


def _by(judged: Counts, by: str) -> Iterable[Row]:
    groups: dict[Any, Counts] = {}
    for row in judged:
        groups.setdefault(row[by], []).append(row)
    keyed = [(None if key is None else str(key), some) for key, some in groups.items()]
    if by == "day":
        keyed.sort(key=lambda each: each[0] or "")
    else:
        keyed.sort(key=lambda each: (-sum(row["number"] for row in each[1]), each[0] or ""))
    return [Row((key, *_measures(some))) for key, some in keyed]


def _measures(counts: Counts) -> tuple[Cell, ...]:
    events = sum(row["number"] for row in counts)
    bad = sum(row["number"] for row in counts if row["reason"] is not None)
    return events, bad, share(bad, events)

"""What exploring has given up, by the keeper's reckoning of a sample of the pages shown.

The share is 1 - R, R = sum(w s) / sum(w b) over pages: s what a page showed and b what was best for
it, both in expected worth, w how many pages each stands for. R has the interval of a mean by unit
(`intervals.mean_interval`).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from data.lake.engine import fetch
from data.reports.day_span import DAY, DaySpan
from data.reports.figures import estimates
from data.reports.intervals import Interval, RatioSums, mean_interval
from data.reports.read_sums import SumsReader
from data.reports.report_body import Body, rows_of
from data.reports.report_table import Cell

ARMS = ("learned", "canary", "baseline", "control")
FEW_PAGES = 30
NOTHING = "Nothing was looked at in these days: a server that runs looks at its pages now and then."
SUMS = ("best", "shown", "best_x_best", "shown_x_shown", "shown_x_best")
OF_ROW = ["day", "site", "placement", "arm"]
Key = tuple[str, ...]


@dataclass(slots=True)
class _Group:
    """Pages, and their sums as RatioSums has them."""

    pages: int = 0
    sums: list[float] = field(default_factory=lambda: [0.0] * len(SUMS))

    def add(self, row: dict[str, Any]) -> None:
        self.pages += row["pages"]
        for at, name in enumerate(SUMS):
            self.sums[at] += row[name]


def exploration(reader: SumsReader, by: str) -> Body:
    """Return the report's rows and notes. Raises Unavailable."""
    groups: dict[Key, _Group] = defaultdict(_Group)
    for row in _rows(reader):
        groups[_key(row, by)].add(row)
    if not groups:
        return Body(notes=(NOTHING,))
    keys = sorted(groups, key=lambda key: (key[:-1], _place(key[-1])))
    made = [groups[key] for key in keys]
    measures: list[Sequence[Cell]] = [
        [each.pages for each in made],
        estimates(_shares(made)),
    ]
    columns: list[Sequence[Cell]] = [list(column) for column in zip(*keys, strict=True)]
    return Body(rows_of(columns, measures, [_note(each) for each in made]))


def _rows(reader: SumsReader) -> Iterable[dict[str, Any]]:
    """Yield the sums of each day, site, placement and arm asked for, pages weighed."""
    ask = reader.ask
    span = DaySpan(first=ask.since - DAY, last=ask.until + DAY, zones=reader.zones)
    rows = reader.lake.read("exploration", since=span.first, until=span.last)
    found = span.with_days(rows.mutate(decided_at=rows.made_at))
    weights = {name: found.weight**2 if "_x_" in name else found.weight for name in SUMS}
    sums = {name: (found[name] * weight).sum() for name, weight in weights.items()}
    summed: pa.Table = fetch(found.group_by(OF_ROW).aggregate(pages=found.pages.sum(), **sums))
    for row in summed.to_pylist():
        is_asked = ask.since <= row["day"] <= ask.until
        if is_asked and ask.site in (None, row["site"]):
            yield row


def _key(row: dict[str, Any], by: str) -> Key:
    of_row = (row["placement"], row["site"]) if by == "placement" else (str(row[by]),)
    return (*of_row, row["arm"])


def _place(arm: str) -> tuple[int, str]:
    return (ARMS.index(arm) if arm in ARMS else len(ARMS), arm)


def _shares(groups: Sequence[_Group]) -> Interval:
    """Return what each group has given up; none gives up less than nothing."""
    columns = np.array([each.sums for each in groups]).T
    names = ("units", "hits", "units_squared", "hits_squared", "products")
    kept = mean_interval(RatioSums(**dict(zip(names, columns, strict=True))))
    value, low, high = (1 - each for each in (kept.value, kept.high, kept.low))
    return Interval(*(np.clip(each, 0, 1) for each in (value, low, high)))


def _note(group: _Group) -> str | None:
    if group.pages >= FEW_PAGES:
        return None
    return f"Only {group.pages} pages were looked at: the share may be far off."

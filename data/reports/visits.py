"""The decisions of some days that count, with what they belong to, in order of their ids."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.lake.engine import fetch
from data.lake.lake_store import Lake
from data.reports.day_span import DaySpan
from data.reports.name_codes import Coded, coded

OF_VISIT = ("utc_day", "day", "site", "arm", "device", "article", "section")
IMPORTED = "imported "
"""What stands before the arm of a decision that was not ours."""
AT_ONCE = 100_000
"""So many decisions are worked on at once: a million slots and their events."""


@dataclass(frozen=True, slots=True)
class Visits:
    """Decisions [n], ascending; `columns` are OF_VISIT."""

    decisions: pa.Array
    columns: dict[str, Coded]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.decisions)

    def parts(self, *, at_once: int = AT_ONCE) -> Iterator["Visits"]:
        """Yield them some at a time."""
        for start in range(0, len(self), at_once):
            rows = np.arange(start, min(start + at_once, len(self)))
            columns = {name: column.take(rows) for name, column in self.columns.items()}
            yield Visits(self.decisions[start : start + at_once], columns)

    def numbered(self, rows: Any) -> Any:
        """Return rows of the lake with their visit's `number`; of other decisions none."""
        numbers: NDArray[np.int64] = np.arange(len(self))
        known = ibis.memtable(pa.table({"decision": self.decisions, "number": numbers}))
        first, last = self.decisions[0].as_py(), self.decisions[-1].as_py()
        within = rows.filter(rows.decision >= first, rows.decision <= last)
        return within.inner_join(known, "decision")


def counted_visits(lake: Lake, span: DaySpan) -> Visits:
    """Return the decisions that count: neither invalid nor previews. Raises Unavailable."""
    decisions = span.decisions(lake)
    valid = decisions.filter(decisions.invalid.isnull(), decisions.origin != "preview")
    known = with_sections(valid.mutate(arm=_arm(valid)), lake)
    found = fetch(known.select("decision", *OF_VISIT)).sort_by("decision")
    columns = {name: coded(found[name]) for name in OF_VISIT}
    return Visits(found["decision"].combine_chunks(), columns)


def _arm(decisions: Any) -> Any:
    """Return the arms; those of imported decisions apart.

    Ours are drawn for each visit, so they can be compared. Who got what in another system's log,
    and when, is not known: next to ours it would look like a gain or a loss.
    """
    is_imported = decisions.origin == "import"
    return ibis.ifelse(is_imported, ibis.literal(IMPORTED) + decisions.arm, decisions.arm)


def with_sections(decisions: Any, lake: Lake) -> Any:
    """Return decisions with `section`: their article's category as served, else the newest."""
    articles = lake.read("articles")
    served = articles.group_by(
        served_site="site", served_id="id", served_version="version"
    ).aggregate(category=articles.category.max())
    newest = articles.group_by(newest_site="site", newest_id="id").aggregate(
        newest_category=articles.category.argmax(articles.version)
    )
    found = decisions.left_join(
        served,
        [
            decisions.site == served.served_site,
            decisions.article == served.served_id,
            decisions.article_version == served.served_version,
        ],
    )
    found = found.left_join(
        newest, [found.site == newest.newest_site, found.article == newest.newest_id]
    )
    return found.mutate(section=ibis.coalesce(found.category, found.newest_category))

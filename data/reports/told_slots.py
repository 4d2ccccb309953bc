"""What was told of each slot: its impressions, views and clicks, of one reader or of many.

An impression is told, or proved by a view or a click of the same page view. Of a page in a cache
many page views share a slot: each has a view id, and those without one are taken together.
"""

from dataclasses import dataclass, fields
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.reports.name_codes import Real, Whole, coded, compact, paired, summed

KINDS = ("impression", "view", "click")
NOBODY, OTHERS, SCRIPT = range(3)
"""Who told an event: a log may not say."""


@dataclass(frozen=True, slots=True)
class Told:
    """Counts of slots [n].

    `measurable` impressions are of pages whose script would tell a view; where the log does not say
    who told an event they are `unsure`.
    """

    impressions: Real
    views: Real
    clicks: Real
    measurable: Real
    measured_clicks: Real
    unsure: Real
    unsure_clicks: Real

    def taken(self, rows: Whole) -> "Told":
        """Return the counts of some slots."""
        return Told(*(getattr(self, each.name)[rows] for each in fields(self)))

    def counts(self, is_measured: NDArray[np.bool_]) -> dict[str, Real]:
        """Return the counts by name, those unsure measurable where `is_measured`."""
        return {
            "impressions": self.impressions,
            "views": self.views,
            "clicks": self.clicks,
            "measurable": self.measurable + np.where(is_measured, self.unsure, 0),
            "measured_clicks": self.measured_clicks + np.where(is_measured, self.unsure_clicks, 0),
        }


def chosen_events(events: Any) -> Any:
    """Return the valid events as `number` of visit, slot, `kind`, `told_by`, view id and count."""
    valid = events.filter(events.invalid.isnull(), events.event.isin(KINDS))
    kind = ibis.cases(*((valid.event == name, code) for code, name in enumerate(KINDS)), else_=0)
    told_by = ibis.cases(
        (valid.way.isnull(), NOBODY), (valid.way == "script", SCRIPT), else_=OTHERS
    )
    return valid.select(
        *("number", "placement", "position", "view_id"),
        count=valid["count"],
        kind=kind.cast("int8"),
        told_by=told_by.cast("int8"),
    )


def told_of(events: pa.Table, slots: Whole, *, count: int) -> Told:
    """Return what events, each of the slot at its place in `slots`, tell of `count` slots."""
    pieces, owners = _pieces(events["view_id"], slots, count=count)
    number, kind = (events[name].to_numpy() for name in ("count", "kind"))
    sums = [
        summed(pieces[kind == code], number[kind == code], count=len(owners))
        for code in range(len(KINDS))
    ]
    impressions, views, clicks = np.maximum.reduce(sums), sums[1], sums[2]
    told_by = np.zeros(len(owners), dtype=np.int8)
    np.maximum.at(told_by, pieces, events["told_by"].to_numpy())
    is_measured = (told_by == SCRIPT) | (views > 0)
    is_unsure = ~is_measured & (told_by == NOBODY)
    by_piece = (
        *(impressions, views, clicks),
        *(np.where(is_measured, each, 0) for each in (impressions, clicks)),
        *(np.where(is_unsure, each, 0) for each in (impressions, clicks)),
    )
    if len(owners) == count:
        return Told(*by_piece)
    return Told(*(summed(owners, each, count=count) for each in by_piece))


def _pieces(view_ids: pa.ChunkedArray, slots: Whole, *, count: int) -> tuple[Whole, Whole]:
    """Return each event's piece, a slot in one page view, and the slot of each piece."""
    if view_ids.null_count == len(view_ids):
        return slots, np.arange(count)
    views = coded(view_ids)
    pairs = paired(slots, views.codes, others=len(views.names))
    pieces, distinct = compact(pairs, below=count * len(views.names))
    return pieces, distinct // len(views.names)

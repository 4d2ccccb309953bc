"""What was told of each slot: its impressions, views and clicks, of one reader or of many.

What an impression is and where views are measured, `data.lake.impressions` says. Of a page in a
cache many page views share a slot: each has a view id, and those without one are taken together.
"""

from dataclasses import dataclass, fields
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.lake.impressions import SEEING, are_measured, impressions_of, may_be_viewed
from data.reports.name_codes import Real, Whole, coded, compact, paired, summed

KINDS = ("impression", "view", "click")
NOBODY, OTHERS, SCRIPT = range(3)
"""Who told an event: nobody knows, who sees no views, who does; of several the last counts."""


@dataclass(frozen=True, slots=True)
class Told:
    """Counts of slots [n].

    `viewed` impressions are of page views with a view; `viewable` are those that would have been
    told to be viewed, if views are measured in their place (`data.lake.impressions`).
    """

    impressions: Real
    views: Real
    clicks: Real
    viewed: Real
    viewed_clicks: Real
    viewable: Real
    viewable_clicks: Real

    def taken(self, rows: Whole) -> "Told":
        """Return the counts of some slots."""
        return Told(*(getattr(self, each.name)[rows] for each in fields(self)))

    def counts(self, has_views: NDArray[np.bool_]) -> dict[str, Real]:
        """Return the counts by name; `has_views` [n]: views are told in the slot's place."""
        return {
            "impressions": self.impressions,
            "views": self.views,
            "clicks": self.clicks,
            "measurable": self.viewed + np.where(has_views, self.viewable, 0),
            "measured_clicks": self.viewed_clicks + np.where(has_views, self.viewable_clicks, 0),
        }


def chosen_events(events: Any) -> Any:
    """Return the valid events as `number` of visit, slot, `kind`, `told_by`, view id and count."""
    valid = events.filter(events.invalid.isnull(), events.event.isin(KINDS))
    kind = ibis.cases(*((valid.event == name, code) for code, name in enumerate(KINDS)), else_=0)
    told_by = ibis.cases((valid.way.isnull(), NOBODY), (valid.way == SEEING, SCRIPT), else_=OTHERS)
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
    impressions, views, clicks = impressions_of(*sums), sums[1], sums[2]
    told_by = np.zeros(len(owners), dtype=np.int8)
    np.maximum.at(told_by, pieces, events["told_by"].to_numpy())
    may_be = may_be_viewed(by_script=told_by == SCRIPT, by_others=told_by == OTHERS)
    is_viewed = are_measured(views, may_be, place_has_views=np.zeros_like(may_be))
    if_measured = may_be & ~is_viewed
    by_piece = (
        *(impressions, views, clicks),
        *(np.where(is_viewed, each, 0) for each in (impressions, clicks)),
        *(np.where(if_measured, each, 0) for each in (impressions, clicks)),
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

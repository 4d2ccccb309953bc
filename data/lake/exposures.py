"""Exposures: what training and judging count, read from the lake in one Ibis expression.

Every clicked exposure is kept and each unclicked one with probability `unclicked_share`, by its
lot. Both are filtered before anything is joined: slots and events by lot, and by membership in the
few clicked slots; decisions, the smallest table, come last.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import ibis
import pyarrow as pa

from data.lake.engine import fetch
from data.lake.exposure_rows import KEY, OF_DECISION, OF_SLOT, exposure_rows
from data.lake.impressions import FOLLOWED, SEEING
from data.lake.lake_store import Lake
from data.lake.lots import LOTS
from recommender.errors import Invalid

COUNTED = ("impression", "view", "click")
# A decision's id, its time and its events may lie on either side of a midnight.
MARGIN = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Window:
    since: datetime
    until: datetime
    lots: int

    @property
    def weight(self) -> float:
        """One over the probability with which an unclicked exposure is kept."""
        return LOTS / self.lots


def read_exposures(
    lake: Lake, *, since: datetime, until: datetime, unclicked_share: float = 1.0
) -> pa.Table:
    """Return the exposures (columns of EXPOSURES) decided from `since` up to before `until`.

    One row a slot that was exposed: `count` exposures, of which `clicks` were clicked. An exposure
    is a view where views are measured, else an impression (`impressions` has the rule):
    `exposed_by` says which. Places where only followed links are told are left out.
    `weight` is 1 for clicked rows, else one over the kept share. Ordered by time, decision,
    placement and position. Raises Invalid, Unavailable.
    """
    window = _Window(since=since, until=until, lots=_lots(unclicked_share))
    return exposure_rows(fetch(_kept_pieces(lake, window)), unclicked_weight=window.weight)


def _lots(unclicked_share: float) -> int:
    if not 1 / LOTS <= unclicked_share <= 1:
        raise Invalid(f"unclicked_share must lie in [1/{LOTS}, 1], not {unclicked_share}")
    return round(unclicked_share * LOTS)


def _kept_pieces(lake: Lake, window: _Window) -> Any:
    since, until = (window.since - MARGIN).date(), (window.until + MARGIN).date()
    events = lake.read("events", since=since)
    # Other kinds of event are few and sum to nothing: to look for them in every row costs more.
    events = events.filter(events.invalid.isnull())
    slots = lake.read("slots", since=since, until=until)
    if window.lots < LOTS:
        # Fetched first, so that the engine knows how few they are and prunes both scans by them.
        clicked = ibis.memtable(fetch(_clicked(events)))
        events, slots = (_sampled(rows, clicked, window) for rows in (events, slots))
    decisions = decisions_within(
        lake.read("decisions", since=since, until=until), since=window.since, until=window.until
    )
    exposed = slots.select(*OF_SLOT).inner_join(counts_by_piece(events), KEY)
    return exposed.inner_join(decisions, "decision").order_by("decided_at", *KEY, "view_id")


def _clicked(events: Any) -> Any:
    return events.filter(events.event == "click").select(*KEY).distinct()


def _sampled(rows: Any, clicked: Any, window: _Window) -> Any:
    by_click = rows.filter(rows.lot >= window.lots).semi_join(clicked, KEY)
    return rows.filter(rows.lot < window.lots).union(by_click)


def counts_by_piece(events: Any) -> Any:
    """Return what was told of each piece (a slot in one page view) that has any event.

    Impressions, views and clicks; `followed` of the clicks are known by a link alone; `by_script`
    and `by_others` say how often it was told that way.
    """
    chosen = {f"{name}s": events.event == name for name in COUNTED}
    chosen["followed"] = chosen["clicks"] & (events.way == FOLLOWED)
    chosen["by_script"] = events.way == SEEING
    chosen["by_others"] = events.way != SEEING
    number = events["count"]
    sums = {
        name: number.sum(where=rows).fill_null(0).cast("int64") for name, rows in chosen.items()
    }
    return events.group_by(*KEY, "view_id").aggregate(**sums)


def decisions_within(decisions: Any, *, since: datetime, until: datetime) -> Any:
    """Return the decisions (columns of OF_DECISION) that count, from `since` to before `until`."""
    return decisions.filter(
        decisions.invalid.isnull(),
        decisions.origin != "preview",
        decisions.decided_at >= ibis.literal(since),
        decisions.decided_at < ibis.literal(until),
    ).select(*OF_DECISION)

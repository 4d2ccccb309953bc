"""Exposures: what training and judging count, read from the lake in one Ibis expression.

Every clicked exposure is kept and each unclicked one with probability `unclicked_share`, by its
lot; of a very large log only so many lots are looked at. All is filtered before anything is joined:
slots and events by lot, and by membership in the few clicked slots; decisions, the smallest table,
come last.
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


@dataclass(frozen=True, slots=True)
class Log:
    """Ibis tables of a window: valid events, slots, and the decisions that count."""

    events: Any
    slots: Any
    decisions: Any


def read_exposures(
    lake: Lake,
    *,
    since: datetime,
    until: datetime,
    unclicked_share: float = 1.0,
    log_share: float = 1.0,
) -> pa.Table:
    """Return the exposures (columns of EXPOSURES) decided from `since` up to before `until`.

    One row a slot that was exposed: `count` exposures, of which `clicks` were clicked. An exposure
    is a view where views are measured, else an impression (`impressions` has the rule):
    `exposed_by` says which. Places where only followed links are told are left out.
    `log_share` of the slots are looked at, clicked or not, and all is as if there were no others;
    `unclicked_share` of the unclicked among them are kept. `weight` is 1 for clicked rows, else one
    over that share. Ordered by time, decision, placement and position. Raises Invalid, Unavailable.
    """
    lots = _lots(log_share, name="log_share")
    unclicked = _lots(unclicked_share * lots / LOTS, name="unclicked_share")
    log = log_of(lake, since=since, until=until)
    if unclicked < LOTS:
        log = _sampled(log, lots=lots, unclicked=unclicked)
    return exposure_rows(fetch(pieces_of(log)), unclicked_weight=lots / unclicked)


def _lots(share: float, *, name: str) -> int:
    if not 1 / LOTS <= share <= 1:
        raise Invalid(f"{name} must lie in [1/{LOTS}, 1], not {share}")
    return round(share * LOTS)


def log_of(lake: Lake, *, since: datetime, until: datetime) -> Log:
    """Return the tables of a window, their files chosen by day."""
    first, last = (since - MARGIN).date(), (until + MARGIN).date()
    events = lake.read("events", since=first)
    decisions = lake.read("decisions", since=first, until=last)
    return Log(
        # Other kinds of event are few and sum to nothing: to look for them in every row costs more.
        events=events.filter(events.invalid.isnull()),
        slots=lake.read("slots", since=first, until=last),
        decisions=decisions_within(decisions, since=since, until=until),
    )


def pieces_of(log: Log) -> Any:
    """Return what was told of each piece, with its slot and decision, ordered by slot."""
    exposed = log.slots.select(*OF_SLOT).inner_join(counts_by_piece(log.events), KEY)
    return exposed.inner_join(log.decisions, "decision").order_by("decided_at", *KEY, "view_id")


def _sampled(log: Log, *, lots: int, unclicked: int) -> Log:
    by_chance = (rows.filter(rows.lot < unclicked) for rows in (log.events, log.slots))
    events, slots = by_chance
    if unclicked < lots:
        others = [_between(rows, unclicked, lots) for rows in (log.events, log.slots)]
        # Fetched first, so that the engine knows how few they are and prunes both scans by them.
        clicked = ibis.memtable(fetch(_clicked(others[0])))
        events, slots = (
            rows.union(rest.semi_join(clicked, KEY))
            for rows, rest in zip((events, slots), others, strict=True)
        )
    return Log(events=events, slots=slots, decisions=log.decisions)


def _between(rows: Any, first: int, end: int) -> Any:
    chosen = rows.filter(rows.lot >= first)
    return chosen.filter(chosen.lot < end) if end < LOTS else chosen


def _clicked(events: Any) -> Any:
    return events.filter(events.event == "click").select(*KEY).distinct()


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

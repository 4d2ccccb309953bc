"""How many exposures a window holds, before they are read: one slot of 64 is counted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from data.lake.engine import fetch
from data.lake.exposures import MARGIN, counts_by_piece, decisions_within
from data.lake.impressions import may_be_viewed
from data.lake.lake_store import Lake
from data.lake.lots import LOTS

# Of 100 million exposures this takes 11 s of processor, 1 slot of 16 took 21.
LOOKED_AT_LOTS = LOTS // 64


@dataclass(frozen=True, slots=True)
class ExposureCount:
    """About how many rows of exposures were clicked, and how many were not."""

    clicked: int
    unclicked: int


def count_exposures(lake: Lake, *, since: datetime, until: datetime) -> ExposureCount:
    """Estimate the rows that `read_exposures` would give for the window. Raises Unavailable."""
    rows = fetch(_by_placement(lake, since, until)).to_pylist()
    # Exposures are views where a placement measures them; the rest of its impressions are none.
    unclicked = sum(row["seen"] if row["viewed"] else row["rendered"] for row in rows)
    clicked = sum(row["clicked"] for row in rows)
    scale = LOTS // LOOKED_AT_LOTS
    return ExposureCount(clicked=scale * clicked, unclicked=scale * unclicked)


def _by_placement(lake: Lake, since: datetime, until: datetime) -> Any:
    first, last = (since - MARGIN).date(), (until + MARGIN).date()
    events = lake.read("events", since=first)
    events = events.filter(events.invalid.isnull(), events.lot < LOOKED_AT_LOTS)
    decisions = decisions_within(
        lake.read("decisions", since=first, until=last), since=since, until=until
    )
    slots = counts_by_piece(events).inner_join(decisions.select("decision", "site"), "decision")
    others = slots.clicks == 0
    may_be = may_be_viewed(by_script=slots.by_script > 0, by_others=slots.by_others > 0)
    rendered = slots.impressions + slots.views > 0
    return slots.group_by("site", "placement").aggregate(
        clicked=slots.count(where=slots.clicks > 0),
        viewed=slots.count(where=others & (slots.views > 0)),
        seen=slots.count(where=others & rendered & (~may_be | (slots.views > 0))),
        rendered=slots.count(where=others & rendered),
    )

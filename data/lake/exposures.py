"""Exposures: what training and judging count, read from the lake in one Ibis expression.

Every clicked exposure is kept and each unclicked one with probability `unclicked_share`, by its
lot. Both are filtered before anything is joined: slots and events by lot, and by membership in the
few clicked slots; decisions, the smallest table, come last.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.lake.engine import fetch
from data.lake.lake_schemas import MOMENT, TEXT
from data.lake.lake_store import Lake
from data.lake.lots import LOTS
from recommender.errors import Invalid

KEY = ["decision", "placement", "position"]
COUNTED = ("impression", "view", "click")
# Whoever tells of impressions so cannot see what came into view.
BLIND = "pixel"
# A decision's id, its time and its events may lie on either side of a midnight.
MARGIN = timedelta(days=1)
EXPOSURES = pa.schema(
    [
        ("decision", TEXT),
        ("decided_at", MOMENT),
        ("site", TEXT),
        ("article", TEXT),
        ("article_version", pa.int64()),
        ("country", TEXT),
        ("region", TEXT),
        ("device", TEXT),
        ("language", TEXT),
        ("signed_in", pa.bool_()),
        ("local_hour", pa.int8()),
        ("arm", TEXT),
        ("policy", TEXT),
        ("placement", TEXT),
        ("position", pa.int16()),
        ("exposed_by", TEXT),
        ("promo", TEXT),
        ("promo_version", pa.int64()),
        ("propensity", pa.float64()),
        ("clicks", pa.int64()),
        ("count", pa.int64()),
        ("weight", pa.float64()),
    ]
)
OF_DECISION = EXPOSURES.names[: EXPOSURES.names.index("placement")]
OF_SLOT = [*KEY, "promo", "promo_version", "propensity"]


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
    is a view where the placement measured views that day, else (or where a pixel told of it) an
    impression: `exposed_by` says which. A click without either counts as one, unless nothing but a
    followed link tells of the slot: it is known only because it was clicked.
    `weight` is 1 for clicked rows, else one over the kept share. Ordered by time, decision,
    placement and position. Raises Invalid, Unavailable.
    """
    window = _Window(since=since, until=until, lots=_lots(unclicked_share))
    return _counted(fetch(_kept_slots(lake, window)), window)


def _lots(unclicked_share: float) -> int:
    if not 1 / LOTS <= unclicked_share <= 1:
        raise Invalid(f"unclicked_share must lie in [1/{LOTS}, 1], not {unclicked_share}")
    return round(unclicked_share * LOTS)


def _kept_slots(lake: Lake, window: _Window) -> Any:
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
    exposed = slots.select(*OF_SLOT).inner_join(counts_by_slot(events), KEY)
    return exposed.inner_join(decisions, "decision").order_by("decided_at", *KEY)


def _clicked(events: Any) -> Any:
    return events.filter(events.event == "click").select(*KEY).distinct()


def _sampled(rows: Any, clicked: Any, window: _Window) -> Any:
    by_click = rows.filter(rows.lot >= window.lots).semi_join(clicked, KEY)
    return rows.filter(rows.lot < window.lots).union(by_click)


def counts_by_slot(events: Any) -> Any:
    """Return the impressions, views and clicks of each slot that has any event.

    `blind` are impressions told where nothing sees views, `followed` clicks known by a link alone.
    """
    chosen = {f"{name}s": events.event == name for name in COUNTED}
    chosen["blind"] = chosen["impressions"] & (events.way == BLIND)
    chosen["followed"] = chosen["clicks"] & (events.way == "redirect")
    number = events["count"]
    sums = {
        name: number.sum(where=rows).fill_null(0).cast("int64") for name, rows in chosen.items()
    }
    return events.group_by(KEY).aggregate(**sums)


def decisions_within(decisions: Any, *, since: datetime, until: datetime) -> Any:
    """Return the decisions (columns of OF_DECISION) that count, from `since` to before `until`."""
    return decisions.filter(
        decisions.invalid.isnull(),
        decisions.origin != "preview",
        decisions.decided_at >= ibis.literal(since),
        decisions.decided_at < ibis.literal(until),
    ).select(*OF_DECISION)


def _counted(slots: pa.Table, window: _Window) -> pa.Table:
    measured = _is_measured(slots)
    seen = pc.add(slots["views"], slots["blind"])
    shown = pc.if_else(measured, seen, slots["impressions"])
    by_view = pc.and_(measured, pc.greater_equal(slots["views"], slots["blind"]))
    told = pc.add(slots["views"], slots["impressions"])
    known = pc.max_element_wise(told, pc.subtract(slots["clicks"], slots["followed"]))
    count = pc.if_else(pc.equal(known, 0), 0, pc.max_element_wise(shown, slots["clicks"]))
    weight = pc.if_else(pc.greater(slots["clicks"], 0), 1.0, window.weight)
    rows = slots.append_column("count", count).append_column("weight", weight)
    rows = rows.append_column("exposed_by", pc.if_else(by_view, "view", "impression"))
    signed_in = pc.fill_null(rows["signed_in"], fill_value=False)
    rows = rows.drop_columns("signed_in").append_column("signed_in", signed_in)
    if pc.min(count).as_py() == 0:
        rows = rows.filter(pc.greater(count, 0))
    return rows.select(EXPOSURES.names).cast(EXPOSURES)


def _is_measured(slots: pa.Table) -> pa.Array:
    """Whether the slot's placement had any view on the slot's day (per site)."""
    day = slots["decided_at"].cast(pa.date32()).cast(pa.int32())
    place = _numbered(day)
    for column in (slots["site"], slots["placement"]):
        numbers = _numbered(column)
        place = place * (int(numbers.max(initial=0)) + 1) + numbers
    measured = np.zeros(int(place.max(initial=0)) + 1, dtype=np.bool_)
    measured[place[pc.greater(slots["views"], 0).to_numpy()]] = True
    return pa.array(measured[place])


def _numbered(column: pa.ChunkedArray) -> NDArray[np.int64]:
    encoded = column.combine_chunks().dictionary_encode()
    numbers: NDArray[np.int64] = encoded.indices.to_numpy().astype(np.int64)
    return numbers

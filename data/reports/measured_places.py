"""Where views are measured (`data.lake.impressions`): places in which any view was told."""

from dataclasses import dataclass

import ibis
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.lake.engine import fetch
from data.lake.lake_store import Lake
from data.reports.day_span import DaySpan
from data.reports.name_codes import Coded, Whole, paired
from data.reports.visits import Visits


@dataclass(frozen=True, slots=True)
class MeasuredPlaces:
    """Days (UTC), sites and placements with a view."""

    places: frozenset[tuple[object, object, object]]

    def holds(self, visits: Visits, numbers: Whole, placements: Coded) -> NDArray[np.bool_]:
        """Whether each slot [n] lies in one of them."""
        found = np.zeros(len(numbers), dtype=np.bool_)
        days, sites = (visits.columns[name] for name in ("utc_day", "site"))
        for day, site, placement in self.places:
            if day in days.names and site in sites.names and placement in placements.names:
                of_visit = (days.codes == days.names.index(day)) & (
                    sites.codes == sites.names.index(site)
                )
                is_placement = placements.codes == placements.names.index(placement)
                found |= is_placement & of_visit[numbers]
        return found


def measured_places(lake: Lake, span: DaySpan, visits: Visits) -> MeasuredPlaces:
    """Read them from the lake. Raises Unavailable."""
    days, sites = (visits.columns[name] for name in ("utc_day", "site"))
    # Few distinct numbers, not one a visit: millions of views are looked through.
    codes = paired(days.codes, sites.codes, others=len(sites.names))
    known = ibis.memtable(pa.table({"decision": visits.decisions, "place": codes}))
    events = span.events(lake)
    viewed = events.filter(events.event == "view", events.invalid.isnull())
    found = viewed.inner_join(known, "decision").select("place", "placement").distinct()
    return MeasuredPlaces(
        frozenset(
            (
                days.names[row["place"] // len(sites.names)],
                sites.names[row["place"] % len(sites.names)],
                row["placement"],
            )
            for row in fetch(found).to_pylist()
        )
    )

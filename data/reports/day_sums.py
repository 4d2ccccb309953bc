"""The sums of a span's decisions: what the keeper keeps of a day, and what is read live."""

from collections.abc import Sequence

import pyarrow as pa

from data.lake.lake_store import Lake
from data.lake.report_schemas import MOMENTS
from data.reports.day_span import DaySpan
from data.reports.expected_clicks import where_promos_stood, with_expected
from data.reports.measured_places import measured_places
from data.reports.moments import merged, moments_by
from data.reports.served_promos import served_promos
from data.reports.shown_slots import SlotReader
from data.reports.visits import counted_visits


def span_moments(lake: Lake, span: DaySpan, *, bys: Sequence[str]) -> pa.Table:
    """Return MOMENTS by some of `DIMENSIONS`; promos with their expected clicks."""
    visits = counted_visits(lake, span)
    if not len(visits):
        return MOMENTS.empty_table()
    reader = SlotReader(lake, span, served_promos(lake), measured_places(lake, span, visits))
    tables, stood = [], []
    for part in visits.parts():
        shown = reader.read(part)
        tables += [moments_by(shown, by) for by in bys]
        if "promo" in bys:
            stood.append(where_promos_stood(shown))
    sums = merged(tables)
    return with_expected(sums, stood) if stood else sums

"""Performance: what was shown, seen and clicked, and what it earned."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.reports.figures import (
    estimates,
    grouped,
    in_micros,
    ratio_sums,
    value_per_thousand,
    whole,
)
from data.reports.intervals import rate_interval
from data.reports.key_cells import key_cells
from data.reports.read_sums import SumsReader
from data.reports.report_body import Body, about_small_samples, ordered, rows_of, small_sample
from data.reports.report_table import Cell

GROUPS = {
    "day": ("day",),
    "site": ("site",),
    "arm": ("arm",),
    "placement": ("site", "placement"),
    "position": ("site", "placement", "value"),
    "article": ("site", "value"),
}
OF_TOTAL = ("day", "site", "arm")
COUNTS = ("decisions", "page_views", "impressions", "views", "clicks")
RATES = (("impressions", "clicks"), ("measurable", "views"), ("views", "measured_clicks"))


def performance(reader: SumsReader, by: str) -> Body:
    """Return the report's rows, its total and notes. Raises Unavailable."""
    kept_by = "total" if by in OF_TOTAL else by
    moments = reader.moments(tuple(dict.fromkeys((kept_by, "total"))), apart=(by,))
    total = grouped(_kept(moments, "total"), ())
    if not len(total):
        return Body()
    rows = ordered(grouped(_kept(moments, kept_by), GROUPS.get(by, ("value",))), by)
    notes = [small_sample(row) for row in rows.to_pylist()]
    keys = key_cells(reader.lake, by, rows)
    above: list[list[Cell]] = [["All"]]
    above += [[None] for _ in keys[1:]]
    (sum_of_all,) = rows_of(above, _measures(total, total), [small_sample(total.to_pylist()[0])])
    return Body(
        rows_of(keys, _measures(rows, total), notes),
        sum_of_all,
        (*about_small_samples(notes), *_about_readers(total)),
    )


def _kept(moments: pa.Table, by: str) -> pa.Table:
    return moments.filter(pc.equal(moments["by"], by))


def _measures(rows: pa.Table, total: pa.Table) -> Sequence[Sequence[Cell]]:
    rates = [
        estimates(rate_interval(ratio_sums(rows, *pair), whole=ratio_sums(total, *pair)))
        for pair in RATES
    ]
    has_value = rows["priced"].to_numpy() > 0
    revenue = [
        amount if is_known else None
        for amount, is_known in zip(whole(rows, "revenue"), has_value.tolist(), strict=True)
    ]
    earned = value_per_thousand(rows, of="priced")
    return [*(whole(rows, name) for name in COUNTS), *rates, revenue, in_micros(earned)]


def _about_readers(total: pa.Table) -> tuple[str, ...]:
    decisions, page_views = (int(np.sum(total[name])) for name in ("decisions", "page_views"))
    if page_views <= decisions:
        return ()
    return (
        f"{page_views:,} page views were served by {decisions:,} draws of promos, for some pages"
        " came from a cache: the intervals go by the draws.",
    )

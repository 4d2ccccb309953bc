"""How many clicks an average promo would have had in a promo's slots of a day.

Each slot's position of a placement has its own click rate, day by day (of UTC too, so that it is
the same whether days are summed one by one or together); a promo that stood high up must have more
clicks to have done as well as one that stood low.
"""

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

from data.lake.lake_schemas import TEXT
from data.lake.report_schemas import MOMENTS
from data.reports.moments import summed_by
from data.reports.shown_slots import ShownSlots

PLACE = ("utc_day", "day", "site", "placement", "position")
PROMO = ("day", "site", "arm", "promo")
COUNTED = ("impressions", "clicks")
STOOD = pa.schema(
    [
        ("utc_day", pa.date32()),
        ("day", pa.date32()),
        *((name, TEXT) for name in ("site", "arm", "promo", "placement")),
        ("position", pa.int64()),
        ("impressions", pa.float64()),
        ("clicks", pa.float64()),
    ]
)


def where_promos_stood(shown: ShownSlots) -> pa.Table:
    """Return each promo's impressions and clicks by PLACE: columns STOOD."""
    return summed_by(shown, ("utc_day", *PROMO, *PLACE[3:]), COUNTED).cast(STOOD)


def with_expected(sums: pa.Table, stood: Iterable[pa.Table]) -> pa.Table:
    """Return moments with `expected` clicks filled in for promos; `stood` is of whole days."""
    both = pa.concat_tables([STOOD.empty_table(), *stood])
    places = both.group_by(PLACE).aggregate([("impressions", "sum"), ("clicks", "sum")])
    rates = pc.divide(places["clicks_sum"], places["impressions_sum"])
    places = places.select(PLACE).append_column("rate", rates)
    found = both.join(places, list(PLACE))
    clicks = pc.multiply(found["impressions"], found["rate"])
    expected = found.append_column("expected", clicks).group_by(PROMO)
    by_promo = expected.aggregate([("expected", "sum")])
    by_promo = by_promo.append_column("by", pa.array(["promo"] * len(by_promo), TEXT))
    by_promo = by_promo.rename_columns({"promo": "value"})
    joined = sums.drop_columns("expected").join(by_promo, ["by", "day", "site", "arm", "value"])
    filled = pc.fill_null(joined["expected_sum"], 0.0)
    return joined.append_column("expected", filled).select(MOMENTS.names).cast(MOMENTS)

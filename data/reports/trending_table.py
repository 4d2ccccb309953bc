"""Trending: what is clicked more than its slots let expect, the latest days counting most.

Of each promo, with weights w = 2^-(age in days), T = sum(w c) / sum(w e) over days: c its clicks, e
the clicks that an average promo would have had in the same slots. Its interval: sum(w c) is worth
k = sum(w c)^2 / V clicks, V = sum(w^2 c^2 by decision), and k has the score interval of a count,
k + z^2/2 -+ z sqrt(k + z^2/4), scaled back (as Fay & Feuer, Statistics in Medicine 16, 1997, scale
weighted counts). Ordered by the low end.
"""

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.reports.figures import estimates, whole
from data.reports.intervals import FEW, Interval
from data.reports.key_cells import promo_cells
from data.reports.name_codes import Real
from data.reports.read_sums import SumsReader
from data.reports.report_body import Body, rows_of
from data.reports.report_table import Cell
from data.reports.served_promos import UNKNOWN, served_promos
from data.reports.student import NORMAL

HALF_LIFE_DAYS = 1.0
WEIGHED = ("impressions", "clicks", "expected", "w_clicks", "w_expected", "w_spread", "w_unit")


def trending(reader: SumsReader, by: str) -> Body:
    """Return the report's rows and notes. Raises Unavailable."""
    moments = reader.moments(("promo",), apart=("day",))
    if not len(moments):
        return Body()
    rows = _weighed(moments, pc.max(moments["day"]).as_py())
    rows = _by(reader, rows, by)
    trend = trend_interval(*(rows[name].to_numpy() for name in WEIGHED[3:]))
    names = np.array([str(each) for each in rows["key"].to_pylist()])
    lowest = np.nan_to_num(trend.low, nan=-1).round(9)
    order = np.lexsort((names, -rows["clicks"].to_numpy(), -lowest))
    rows = rows.take(pa.array(order))
    trend = Interval(*(each[order] for each in (trend.value, trend.low, trend.high)))
    expected: list[Cell] = [round(each) for each in rows["expected"].to_pylist()]
    measures = [whole(rows, "impressions"), whole(rows, "clicks"), expected, estimates(trend)]
    values = rows["key"].to_pylist()
    keys = promo_cells(reader.lake, values) if by == "promo" else [values]
    notes = [
        f"Only {clicks} clicks: this may be chance." if clicks < FEW else None
        for clicks in rows["clicks"].to_pylist()
    ]
    return Body(rows_of(keys, measures, notes))


def trend_interval(clicks: Real, expected: Real, spread: Real, unit: Real) -> Interval:
    """Return T with its interval: `clicks`, `expected` weighed, `spread` V, `unit` for no clicks.

    `unit` is sum(w^2 e): over `expected` it is what one click weighs where none has come.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = np.where(clicks > 0, spread / clicks, unit / expected)
        count = np.where(clicks > 0, clicks / weight, 0.0)
        half = NORMAL * np.sqrt(count + NORMAL**2 / 4)
        middle = count + NORMAL**2 / 2
        low, high = (weight * (middle + side * half) / expected for side in (-1, 1))
        return Interval(clicks / expected, np.maximum(low, 0), high)


def _weighed(moments: pa.Table, today: date) -> pa.Table:
    days = moments["day"].cast(pa.int32()).to_numpy()
    weight = 0.5 ** (((today - date(1970, 1, 1)).days - days) / HALF_LIFE_DAYS)
    clicks, expected = (moments[name].to_numpy() for name in ("clicks", "expected"))
    columns = {
        "w_clicks": weight * clicks,
        "w_expected": weight * expected,
        "w_spread": weight**2 * moments["clicks_x_clicks"].to_numpy(),
        "w_unit": weight**2 * expected,
    }
    plain = {name: moments[name] for name in ("value", *WEIGHED[:3])}
    return pa.table(plain | columns)


def _by(reader: SumsReader, rows: pa.Table, by: str) -> pa.Table:
    keys = rows["value"].to_pylist()
    if by != "promo":
        newest = served_promos(reader.lake).newest
        keys = [getattr(newest.get(promo, UNKNOWN), by) for promo in keys]
    keyed = rows.append_column("key", pa.array(keys, pa.string()))
    found = keyed.group_by("key").aggregate([(name, "sum") for name in WEIGHED])
    return found.rename_columns([name.removesuffix("_sum") for name in found.column_names])

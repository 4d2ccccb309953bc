"""Figures as cells: arrays of estimates to what a table holds."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from data.lake.report_schemas import REAL, WHOLE, pair_name
from data.reports.intervals import Interval, RatioSums, mean_interval
from data.reports.report_table import Cell, Estimate

SUMS = (*WHOLE, *REAL)
PER_THOUSAND = 1000


def grouped(moments: pa.Table, keys: Sequence[str]) -> pa.Table:
    """Return moments summed by some of their keys; without keys, one row."""
    if not keys:
        moments, keys = moments.append_column("all", pa.array([0] * len(moments))), ["all"]
    found = moments.group_by(list(keys)).aggregate([(name, "sum") for name in SUMS])
    return found.rename_columns([name.removesuffix("_sum") for name in found.column_names])


def ratio_sums(rows: pa.Table, units: str, hits: str) -> RatioSums:
    """Return the sums of hits by units, one a row."""
    names = {
        "units": units,
        "hits": hits,
        "units_squared": pair_name(units, units),
        "hits_squared": pair_name(hits, hits),
        "products": pair_name(units, hits),
    }
    columns = {to: rows[name].to_numpy().astype(np.float64) for to, name in names.items()}
    return RatioSums(**columns)


def value_per_thousand(rows: pa.Table, *, of: str) -> Interval:
    """Return the revenue, in micros, of 1,000 impressions: of all, or of those `priced`."""
    sums = ratio_sums(rows, of, "revenue")
    return mean_interval(
        RatioSums(
            units=sums.units,
            hits=sums.hits * PER_THOUSAND,
            units_squared=sums.units_squared,
            hits_squared=sums.hits_squared * PER_THOUSAND**2,
            products=sums.products * PER_THOUSAND,
        )
    )


def estimates(interval: Interval) -> list[Cell]:
    """Return a cell for each figure; None where nothing can be told."""
    bounds = (_finite(each) for each in (interval.value, interval.low, interval.high))
    return [
        None if value is None and low is None else Estimate(value, low, high)
        for value, low, high in zip(*bounds, strict=True)
    ]


def in_micros(interval: Interval) -> list[Cell]:
    """Return a cell of whole micros for each figure."""
    return estimates(
        Interval(*map(np.rint, (interval.value, interval.low, interval.high))),
    )


def whole(rows: pa.Table, name: str) -> list[Cell]:
    """Return the cells of a column of counts."""
    return list(rows[name].to_pylist())


def share(part: int, of: int) -> Estimate | None:
    """Return a share that was counted, not estimated."""
    return Estimate(part / of) if of else None


def _finite(values: np.ndarray) -> list[float | None]:
    return [each if np.isfinite(each) else None for each in values.tolist()]

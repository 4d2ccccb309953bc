"""Sums over decisions: counts, and the second moments that their intervals need.

Slots of one decision were drawn together and seen by the same readers: they are one cluster. What
an interval needs of the clusters are sums, and sums over decisions add up over days.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa

from data.lake.lake_schemas import TEXT
from data.lake.report_schemas import DIMENSION, MOMENTS, PAIRS, REAL, WHOLE, pair_name
from data.reports.name_codes import Coded, Real, Whole, compact, paired, summed
from data.reports.shown_slots import OF_SLOT, ShownSlots

DIMENSIONS: dict[str, tuple[str | None, str | None]] = {
    "total": (None, None),
    "section": (None, "section"),
    "article": (None, "article"),
    "device": (None, "device"),
    "kind": (None, "kind"),
    "source": (None, "source"),
    "promo": (None, "promo"),
    "placement": ("placement", None),
    "position": ("placement", "position"),
}
"""What the sums are kept by: the columns that stand as `placement` and as `value`.

Each is kept by day, site and arm too: those three are sums of `total`.
"""

GROUP = ("day", "site", "arm")


def moments_by(shown: ShownSlots, by: str) -> pa.Table:
    """Return shown slots summed by what they are of: columns MOMENTS."""
    names = [name for name in DIMENSIONS[by] if name]
    of_slot = {name: shown.columns[name] for name in names if name in OF_SLOT}
    clusters, numbers, columns = _clusters(shown, of_slot)
    count = len(numbers)
    sums = {name: summed(clusters, each, count=count) for name, each in shown.counts.items()}
    sums["page_views"] = np.zeros(count)
    np.maximum.at(sums["page_views"], clusters, shown.counts["impressions"])
    for name in (*GROUP, *(name for name in names if name not in OF_SLOT)):
        columns[name] = shown.visits.columns[name].take(numbers)
    places, firsts = _groups(columns.values())
    rows = _summed(sums, places, count=len(firsts))
    return _table(by, {name: column.take(firsts) for name, column in columns.items()}, rows)


def summed_by(shown: ShownSlots, by: Sequence[str], counts: Sequence[str]) -> pa.Table:
    """Return plain sums of counts by columns of slots and visits."""
    columns = {
        name: shown.columns[name]
        if name in OF_SLOT
        else shown.visits.columns[name].take(shown.numbers)
        for name in by
    }
    places, firsts = _groups(columns.values())
    told = {name: pa.array(each.take(firsts).values()) for name, each in columns.items()}
    sums = {name: summed(places, shown.counts[name], count=len(firsts)) for name in counts}
    return pa.table(told | sums)


def merged(tables: Iterable[pa.Table]) -> pa.Table:
    """Return tables of moments as one, each group once."""
    sums = [(name, "sum") for name in (*WHOLE, *REAL)]
    rows = pa.concat_tables([MOMENTS.empty_table(), *tables])
    found = rows.group_by(DIMENSION).aggregate(sums)
    plain = [name.removesuffix("_sum") for name in found.column_names]
    return found.rename_columns(plain).select(MOMENTS.names).cast(MOMENTS)


def _clusters(
    shown: ShownSlots, of_slot: dict[str, Coded]
) -> tuple[Whole, Whole, dict[str, Coded]]:
    """Return each slot's cluster, and each cluster's visit and values.

    The slots of one decision that share their values are one cluster.
    """
    keys, below = shown.numbers, len(shown.visits)
    for column in of_slot.values():
        keys = paired(keys, column.codes, others=len(column.names))
        below *= max(len(column.names), 1)
    places, rest = compact(keys, below=below)
    values = {}
    for name, column in reversed(of_slot.items()):
        rest, codes = np.divmod(rest, max(len(column.names), 1))
        values[name] = Coded(codes, column.names)
    return places, rest, values


def _groups(columns: Iterable[Coded]) -> tuple[Whole, Whole]:
    """Return each row's group, and the first row of each group."""
    keys = np.zeros(0, dtype=np.int64)
    for column in columns:
        pairs = paired(keys, column.codes, others=len(column.names)) if len(keys) else column.codes
        below = (int(pairs.max(initial=0))) + 1
        keys, _ = compact(pairs, below=below)
    count = int(keys.max(initial=-1)) + 1
    firsts = np.zeros(count, dtype=np.int64)
    firsts[keys[::-1]] = np.arange(len(keys))[::-1]
    return keys, firsts


def _summed(values: dict[str, Real], places: Whole, *, count: int) -> dict[str, Real]:
    rows = {name: summed(places, each, count=count) for name, each in values.items()}
    for one, other in PAIRS:
        product = values[one] * values[other]
        rows[pair_name(one, other)] = summed(places, product, count=count)
    rows["decisions"] = np.bincount(places, minlength=count).astype(np.float64)
    return rows


def _table(by: str, columns: dict[str, Coded], rows: dict[str, Real]) -> pa.Table:
    placement, value = DIMENSIONS[by]
    count = len(rows["decisions"])
    nothing = pa.nulls(count, TEXT)
    told: dict[str, pa.Array] = {
        "by": pa.array([by] * count, TEXT),
        **{name: pa.array(columns[name].values()) for name in GROUP},
        "placement": pa.array(columns[placement].values(), TEXT) if placement else nothing,
        "value": _texts(columns[value]) if value else nothing,
    }
    whole = {name: rows[name].astype(np.int64) for name in WHOLE}
    real = {"expected": np.zeros(count)} | {name: rows[name] for name in REAL if name in rows}
    return pa.table(told | whole | real).select(MOMENTS.names).cast(MOMENTS)


def _texts(column: Coded) -> pa.Array:
    return pa.array([None if each is None else str(each) for each in column.values()], TEXT)

"""Moments: sums over decisions add up, however the decisions are parted."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.lake.report_schemas import COUNTS, DIMENSION, MOMENTS, PAIRS, REAL, WHOLE, pair_name
from data.reports.moments import DIMENSIONS, merged, moments_by
from data.reports.name_codes import Coded, coded
from data.reports.shown_slots import OF_SLOT, ShownSlots
from data.reports.visits import OF_VISIT, Visits

DAYS = [date(2026, 11, 1), date(2026, 11, 2)]
OF = {
    "utc_day": DAYS,
    "day": DAYS,
    "site": ["daily", "weekly"],
    "arm": ["learned", "control"],
    "device": ["mobile", None],
    "article": ["a", "b", None],
    "section": ["world", None],
    "placement": ["footer", "in-article"],
    "position": [0, 1, 11],
    "promo": ["p", "q", "r"],
    "kind": ["offer", None],
    "source": ["s", "t"],
}
Row = dict[str, object]
slots = st.fixed_dictionaries(
    {name: st.sampled_from(OF[name]) for name in OF_SLOT}
    | {name: st.integers(1 if name == "impressions" else 0, 50) for name in COUNTS}
)
visits = st.tuples(
    st.fixed_dictionaries({name: st.sampled_from(OF[name]) for name in OF_VISIT}),
    st.lists(slots, min_size=1, max_size=5),
)


def shown(log: list[tuple[Row, list[Row]]]) -> ShownSlots:
    """Return the slots of visits."""
    of_visit = {name: column([visit[name] for visit, _ in log]) for name in OF_VISIT}
    ids = pa.array([str(number) for number in range(len(log))])
    rows = [(number, slot) for number, (_, some) in enumerate(log) for slot in some]
    return ShownSlots(
        Visits(ids, of_visit),
        np.array([number for number, _ in rows], dtype=np.int64),
        {name: column([slot[name] for _, slot in rows]) for name in OF_SLOT},
        {name: np.array([slot[name] for _, slot in rows], dtype=np.float64) for name in COUNTS},
    )


def column(values: list[object]) -> Coded:
    return coded(pa.array(values))


def by_key(moments: pa.Table) -> dict[tuple[object, ...], dict[str, float]]:
    """Return the sums of each group."""
    rows = moments.to_pylist()
    keyed = {
        tuple(row[name] for name in DIMENSION): {name: row[name] for name in (*WHOLE, *REAL)}
        for row in rows
    }
    assert len(keyed) == len(rows)
    return keyed


@given(
    st.lists(visits, min_size=1, max_size=12),
    st.sampled_from(list(DIMENSIONS)),
    st.integers(0, 12),
)
def test_parts_that_are_merged_are_the_whole(
    log: list[tuple[Row, list[Row]]], by: str, cut: int
) -> None:
    parts = [part for part in (log[:cut], log[cut:]) if part]
    tables = [moments_by(shown(part), by) for part in parts]
    whole = by_key(merged([moments_by(shown(log), by)]))
    assert by_key(merged(tables)) == whole
    assert by_key(merged([MOMENTS.empty_table(), *reversed(tables)])) == whole
    assert by_key(merged([merged(tables)])) == whole


@given(st.lists(visits, min_size=1, max_size=8))
def test_moments_are_sums_of_products_over_decisions(log: list[tuple[Row, list[Row]]]) -> None:
    told = moments_by(shown(log), "total")
    of_visit = [{name: sum(slot[name] for slot in some) for name in COUNTS} for _, some in log]  # type: ignore[misc]
    for name in COUNTS:
        assert sum(told[name].to_pylist()) == sum(each[name] for each in of_visit)
    for one, other in PAIRS:
        products = sum(each[one] * each[other] for each in of_visit)
        assert sum(told[pair_name(one, other)].to_pylist()) == pytest.approx(products)
    assert sum(told["decisions"].to_pylist()) == len(log)

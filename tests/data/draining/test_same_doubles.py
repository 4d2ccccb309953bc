"""The drain and the merge take the same rows for doubles."""

from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from data.draining.remembered import remember
from data.inbox.packed import EVENTS, INVALID
from data.lake.lake_scan import LakeScan
from data.lake.lake_store import Lake
from data.lake_keeping.merge_query import MergeQuery, Part
from tests.lake_rows import a_decision_row, a_slot_row, an_event_row, as_table

VIEWS = (None, "0123456789abcdef" * 2, "fedcba9876543210" * 2)
events = st.builds(
    lambda number, position, kind, view, invalid: an_event_row(
        a_slot_row(a_decision_row(number), position=position),
        str(kind),
        view_id=view,
        invalid=None if invalid is None else str(invalid),
    ),
    st.integers(1, 2),
    st.integers(0, 1),
    st.sampled_from(EVENTS),
    st.sampled_from(VIEWS),
    st.sampled_from([None, *INVALID]),
)


@given(st.lists(events, min_size=1, max_size=20))
def test_drain_and_merge_keep_as_many_events(
    tmp_path_factory: Any, rows: list[dict[str, Any]]
) -> None:
    folder: Path = tmp_path_factory.mktemp("lake")
    lake = Lake(folder.as_uri())
    lake.append("events", as_table(*rows), name="told")
    merged = merged_rows(lake.files("events"))
    assert remember(LakeScan(lake), since_ms=0).count == len(merged)


def merged_rows(paths: list[str]) -> pa.Table:
    with duckdb.connect() as connection:
        query = MergeQuery(connection, Part(table="events", paths=paths, since="", until=None))
        return query.batches().read_all()

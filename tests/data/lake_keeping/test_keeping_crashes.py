"""Readers meet each row once at every step of a merge, whatever the split, after any crash."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.lake.lake_files import open_files
from data.lake.lake_store import Lake
from tests.data.lake_keeping.kept_lake import (
    HOUR,
    LATER,
    Fuse,
    PowerCutError,
    a_keeping,
    drained,
    fused,
    keep_all,
    keys_of,
    one_by_one,
    plain_dedupe,
    seen_rows,
    some_views,
)
from tests.lake_rows import NOON, a_decision_row, a_slot_row, an_event_row
from tests.object_store import ObjectStore, object_store


@pytest.fixture(scope="module")
def store() -> Iterator[ObjectStore]:
    with object_store() as running:
        yield running


@pytest.fixture(params=["folder", "object store"])
def url(request: pytest.FixtureRequest, tmp_path: Path, store: ObjectStore) -> str:
    if request.param == "folder":
        return (tmp_path / "a lake").as_uri()
    return store.url(f"bucket/{uuid4().hex}/lake")


def crashed_at_every_change(url: str, rows: Sequence[Any], parts: Sequence[Any]) -> int:
    """Cut the power before each change in turn, each time of a new lake; return how many."""
    expected = keys_of(rows, "events")
    for cut_at in range(100):
        place = url.replace("lake", f"lake-{cut_at}")
        drained(Lake(place), "events", parts)

        def watch(place: str = place) -> None:
            assert keys_of(seen_rows(place, "events"), "events") == expected

        fuse = Fuse(cut_at=cut_at, watch=watch)
        try:
            keeping = a_keeping(fused(place, fuse))
            keep_all(keeping, LATER)
            keep_all(keeping, LATER + HOUR)
        except PowerCutError:
            watch()
            keep_all(a_keeping(fused(place, Fuse(watch=watch)), at=LATER), LATER + HOUR)
            watch()
            keep_all(a_keeping(open_files(place), at=LATER), LATER + 2 * HOUR)
        watch()
        assert all(stem.startswith("m3-") for stem in Lake(place).stems("events", prefix=""))
        if fuse.changes < cut_at:
            return cut_at
    raise AssertionError("the keeping never ends")


def test_a_crash_at_any_step_neither_doubles_nor_loses(url: str) -> None:
    rows = some_views(4)
    # Lease, hide, write, switch; delete four, forget.
    assert crashed_at_every_change(url, rows, one_by_one(rows)) >= 9


def test_a_crash_between_the_parts_of_a_long_day_neither_doubles_nor_loses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.lake_keeping.merge_choice.MOST_ROWS", 4)
    rows = some_views(9)
    parts = [rows[at : at + 3] for at in range(0, 9, 3)]
    assert crashed_at_every_change((tmp_path / "lake").as_uri(), rows, parts) >= 9


JUDGED = "no_impression"
MINUTES = st.integers(0, 300)
EVENTS = st.fixed_dictionaries(
    {
        "decision": st.integers(0, 3),
        "position": st.integers(0, 1),
        "event": st.sampled_from(["impression", "view", "click"]),
        "view_id": st.sampled_from([None, "a" * 32]),
        "minute": MINUTES,
        "invalid": st.sampled_from([None, None, "crawler"]),
        "way": st.sampled_from(["redirect", "pixel"]),
        "file": st.integers(0, 5),
    }
)


@settings(max_examples=8)
@given(told=st.lists(EVENTS, max_size=30), cut_at=st.integers(0, 30), hours=st.integers(0, 60))
def test_any_split_into_files_and_any_crash_give_a_plain_dedupe(
    told: list[dict[str, Any]], cut_at: int, hours: int
) -> None:
    with TemporaryDirectory() as folder:
        check_against_plain_dedupe(Path(folder).as_uri(), told, cut_at, NOON + hours * HOUR)


def check_against_plain_dedupe(
    url: str, told: list[dict[str, Any]], cut_at: int, now: datetime
) -> None:
    rows = [as_event(each) for each in told]
    drained(Lake(url), "events", [as_files(rows, at) for at in range(6)])
    everything = keys_of(rows, "events")

    def watch() -> None:
        seen = keys_of(seen_rows(url, "events"), "events")
        assert seen.keys() == everything.keys()
        assert seen <= everything

    try:
        keep_all(a_keeping(fused(url, Fuse(cut_at=cut_at, watch=watch))), now)
    except PowerCutError:
        watch()
    keep_all(a_keeping(open_files(url), at=now), LATER + 60 * HOUR)
    assert in_order(seen_rows(url, "events")) == in_order(plain_dedupe(rows, "events"))


def as_files(rows: Sequence[dict[str, Any]], at: int) -> list[dict[str, Any]]:
    """Return the rows that lie in a file."""
    return [
        {name: row[name] for name in row if name != "file"} for row in rows if row["file"] == at
    ]


def as_event(told: dict[str, Any]) -> dict[str, Any]:
    slot = a_slot_row(a_decision_row(told["decision"]), position=told["position"])
    at = NOON + timedelta(minutes=told["minute"])
    row = an_event_row(slot, told["event"], received_at=at)
    return row | {name: told[name] for name in ("view_id", "invalid", "way", "file")}


def in_order(rows: Sequence[dict[str, Any]]) -> list[list[str]]:
    """Return rows so that they can be compared; what is judged is another test's."""
    names = ("decision", "position", "event", "view_id", "invalid", "way")
    told = [[row["received_at"].isoformat(), *(_told(row[name]) for name in names)] for row in rows]
    return sorted(told)


def _told(value: object) -> str:
    return str(value).replace(JUDGED, "None")

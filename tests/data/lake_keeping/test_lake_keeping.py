"""Small files become large ones, and readers meet each row once: at every step, after any crash."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pyarrow import parquet

from data.lake.lake_files import open_files
from data.lake.lake_store import Lake
from data.lake_keeping.lake_keeping import LakeKeeping
from data.lake_keeping.merge_choice import MANY
from data.lake_keeping.table_shelf import RETIRED_FOR
from recommender.errors import Unavailable
from tests.data.lake_keeping.kept_lake import (
    DAY,
    HOUR,
    LATER,
    a_keeping,
    drained,
    keep_all,
    keys_of,
    one_by_one,
    seen_rows,
    some_views,
)
from tests.lake_rows import NOON, a_decision_row, a_slot_row, an_event_row, as_table
from tests.object_store import ObjectStore, object_store
from tests.refusing_disk import a_full_disk


@pytest.fixture(scope="module")
def store() -> Iterator[ObjectStore]:
    with object_store() as running:
        yield running


@pytest.fixture(params=["folder", "object store"])
def url(request: pytest.FixtureRequest, tmp_path: Path, store: ObjectStore) -> str:
    if request.param == "folder":
        return (tmp_path / "a lake").as_uri()
    return store.url(f"bucket/{uuid4().hex}/lake")


def test_many_young_files_become_one(url: str) -> None:
    rows = some_views(MANY)
    drained(Lake(url), "events", one_by_one(rows))
    (step,) = keep_all(a_keeping(open_files(url)), NOON + timedelta(minutes=2))
    assert (step.work, step.table, step.files_before, step.files_after) == (
        "merged",
        "events",
        MANY,
        1,
    )
    assert step.rows_before == step.rows_after == MANY
    assert len(Lake(url).files("events")) == 1
    assert keys_of(seen_rows(url, "events"), "events") == keys_of(rows, "events")


def test_few_young_files_are_left_alone(url: str) -> None:
    drained(Lake(url), "events", one_by_one(some_views(MANY - 1)))
    assert keep_all(a_keeping(open_files(url)), NOON + timedelta(minutes=2)) == []


def test_a_day_that_is_over_becomes_one_file_a_table(url: str) -> None:
    lake = Lake(url)
    decisions = [a_decision_row(number) for number in range(5)]
    slots = [a_slot_row(row) for row in decisions]
    drained(lake, "decisions", one_by_one(decisions))
    drained(lake, "slots", one_by_one(slots))
    drained(lake, "events", one_by_one([an_event_row(slot, "impression") for slot in slots]))
    keep_all(a_keeping(open_files(url)), LATER)
    assert [len(lake.files(name)) for name in ("decisions", "slots", "events")] == [1, 1, 1]
    assert len(seen_rows(url, "slots")) == 5
    assert keep_all(a_keeping(open_files(url)), LATER + 2 * HOUR)[-1].work == "cleaned"
    assert keep_all(a_keeping(open_files(url)), LATER + 3 * HOUR) == []


def test_what_was_merged_stays_for_those_who_read_it_and_then_goes(tmp_path: Path) -> None:
    url = tmp_path.as_uri()
    drained(Lake(url), "events", one_by_one(some_views(MANY)))
    keeping = a_keeping(open_files(url))
    now = NOON + timedelta(minutes=2)
    keep_all(keeping, now)
    assert len(list(tmp_path.rglob("*.parquet"))) == MANY + 1
    keep_all(keeping, now + RETIRED_FOR - timedelta(minutes=1))
    assert len(list(tmp_path.rglob("*.parquet"))) == MANY + 1
    keep_all(keeping, now + RETIRED_FOR)
    assert len(list(tmp_path.rglob("*.parquet"))) == 1


def test_imports_and_samples_keep_their_names(tmp_path: Path) -> None:
    lake = Lake(tmp_path.as_uri())
    for name in ("import-1f-0", "sample"):
        lake.append("decisions", as_table(a_decision_row()), name=name)
    assert keep_all(a_keeping(open_files(tmp_path.as_uri())), LATER) == []
    assert lake.stems("decisions", prefix="") == {"import-1f-0", "sample"}


def test_files_whose_rows_wait_in_an_inbox_are_not_touched(tmp_path: Path) -> None:
    lake = Lake(tmp_path.as_uri())
    drained(lake, "events", one_by_one(some_views(MANY + 1)))
    keeping = a_keeping(open_files(tmp_path.as_uri()))
    waiting = sorted(lake.stems("events", prefix=""))[0]
    keeping.step(LATER, drained_through=LATER, is_drained=lambda stem: stem != waiting)
    assert waiting in lake.stems("events", prefix="")
    assert len(lake.stems("events", prefix="")) == 2


def test_a_late_file_is_merged_into_a_day_that_was_over(tmp_path: Path) -> None:
    url = tmp_path.as_uri()
    lake = Lake(url)
    rows = some_views(4)
    drained(lake, "events", one_by_one(rows[:3]))
    keeping = a_keeping(open_files(url))
    keep_all(keeping, LATER)
    lake.append("events", as_table(rows[3], rows[0]), name="e-99-1-2")
    keep_all(keeping, LATER + HOUR)
    assert len(lake.files("events")) == 1
    assert keys_of(seen_rows(url, "events"), "events") == keys_of(rows, "events")


def test_features_are_merged_whatever_their_day(tmp_path: Path) -> None:
    lake = Lake(tmp_path.as_uri())
    for number in range(MANY):
        row = {"id": f"p{number}", "version": 1, "valid_from": NOON - number * DAY}
        row |= {"kind": "story", "title": "T", "source": "s", "url": "https://x.example/"}
        lake.append("promos", as_table(row))
    (step,) = keep_all(a_keeping(open_files(tmp_path.as_uri())), NOON)
    assert (step.files_before, step.files_after, step.rows_after) == (MANY, 1, MANY)
    assert {row["id"] for row in seen_rows(tmp_path.as_uri(), "promos")} == {
        f"p{number}" for number in range(MANY)
    }


def test_candidates_keep_their_lists(tmp_path: Path) -> None:
    lake = Lake(tmp_path.as_uri())
    for number in range(3):
        decision = a_decision_row(number)["decision"]
        row = {"snapshot": "7", "decision": decision, "promo": ["a", "b"], "weight": [1.0, 2.0]}
        name = f"d-018f-{number}-{number}"
        lake.append("candidates", as_table(row), name=name, day=NOON.date())
    keep_all(a_keeping(open_files(tmp_path.as_uri())), LATER)
    rows = seen_rows(tmp_path.as_uri(), "candidates")
    assert len(lake.files("candidates")) == 1
    assert [row["weight"] for row in rows] == [[1.0, 2.0]] * 3


def test_a_decision_that_was_logged_stays_instead_of_one_made_out_again(tmp_path: Path) -> None:
    url = tmp_path.as_uri()
    row = a_decision_row(policy="learned", country="JP")
    parts = [[row | {"policy": "recovered", "country": None}], [row]]
    drained(Lake(url), "decisions", parts)
    keep_all(a_keeping(open_files(url)), LATER)
    assert [row["policy"] for row in seen_rows(url, "decisions")] == ["learned"]


def test_a_lake_is_kept_by_one_home(tmp_path: Path) -> None:
    files = open_files(tmp_path.as_uri())
    drained(Lake(tmp_path.as_uri()), "events", one_by_one(some_views(MANY)))
    ours = a_keeping(files)
    other = LakeKeeping(files, keep_days=90, keeper="another home")
    for _ in range(3):
        assert other.step(NOON, drained_through=NOON) is None
    assert (other.kept_by, other.problems) == ("a home", ())
    # When the first was not heard of for ten minutes, the other takes over.
    later = NOON + timedelta(minutes=11)
    other.step(later, drained_through=later)
    assert len(keep_all(other, later)) == 1
    assert ours.step(later, drained_through=later) is None


def test_a_clock_that_is_set_back_does_not_stop_the_keeping(tmp_path: Path) -> None:
    url = tmp_path.as_uri()
    keeping = a_keeping(open_files(url))
    assert keep_all(keeping, NOON + timedelta(minutes=2)) == []
    drained(Lake(url), "events", one_by_one(some_views(MANY)))
    assert len(keep_all(keeping, NOON - HOUR)) == 1


def test_a_long_day_is_cut_into_files_that_do_not_overlap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.lake_keeping.merge_choice.MOST_ROWS", 5)
    lake = Lake(tmp_path.as_uri())
    rows = some_views(24)
    drained(lake, "events", [rows[at::8] for at in range(8)])
    lake.append("events", as_table(*rows), name="e-99-1-2")
    keep_all(a_keeping(open_files(tmp_path.as_uri())), LATER)
    drained_in = [sorted(row["decision"] for row in part) for part in parts_of(lake)]
    drained_in.sort()
    assert all(one[-1] < other[0] for one, other in pairwise(drained_in))
    assert [row for part in drained_in for row in part] == [row["decision"] for row in rows]


def parts_of(lake: Lake) -> list[list[dict[str, Any]]]:
    """Return the rows of each file."""
    return [parquet.read_table(path).to_pylist() for path in lake.files("events")]


def test_a_full_disk_is_told_and_tried_again(tmp_path: Path) -> None:
    url = tmp_path.as_uri()
    drained(Lake(url), "events", one_by_one(some_views(MANY)))
    keeping = a_keeping(open_files(url))
    now = NOON + timedelta(minutes=2)
    with a_full_disk(), pytest.raises(Unavailable, match="see that it has room"):
        keeping.step(now, drained_through=now)
    keep_all(keeping, now)
    assert len(Lake(url).files("events")) == 1

"""Whole days older than is to be kept are forgotten; what was promoted, and how, stays."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from data.lake.lake_files import open_files
from data.lake.lake_store import Lake
from data.lake_keeping.table_shelf import RETIRED_FOR
from tests.data.lake_keeping.kept_lake import DAY, a_keeping, keep_all
from tests.lake_rows import NOON, a_decision_row, a_slot_row, an_event_row, as_table


def a_lake_of_days(folder: Path, days: int) -> Lake:
    """Return a lake with a row of each kind for each of the last days, NOON's the newest."""
    lake = Lake(folder.as_uri())
    for number in range(days):
        at = NOON - number * DAY
        decision = a_decision_row(number, decided_at=at)
        slot = a_slot_row(decision)
        lake.append("decisions", as_table(decision), name=f"import-{number}")
        lake.append("slots", as_table(slot), name=f"d-1-{number}-{number}")
        lake.append("events", as_table(an_event_row(slot, "view", received_at=at)))
        row = {"id": f"p{number}", "version": 1, "valid_from": at, "kind": "story", "title": "T"}
        lake.append("promos", as_table(row | {"source": "s", "url": "https://x.example/"}))
    return lake


@pytest.mark.parametrize("keep_days", [1, 3])
def test_days_older_than_is_kept_are_forgotten(tmp_path: Path, keep_days: int) -> None:
    lake = a_lake_of_days(tmp_path, 6)
    keep_all(a_keeping(open_files(tmp_path.as_uri()), keep_days=keep_days), NOON)
    for table in ("decisions", "slots", "events"):
        assert lake.days(table)[0] == NOON.date() - keep_days * DAY
        assert len(lake.days(table)) == keep_days + 1
    assert len(lake.days("promos")) == 6


def test_what_is_forgotten_is_deleted_from_the_disk_with_its_folders(tmp_path: Path) -> None:
    a_lake_of_days(tmp_path, 6)
    keeping = a_keeping(open_files(tmp_path.as_uri()), keep_days=2)
    keep_all(keeping, NOON)
    assert len(list((tmp_path / "events").iterdir())) == 6 + 1
    keep_all(keeping, NOON + RETIRED_FOR)
    left = sorted(path.name for path in (tmp_path / "events").glob("date=*"))
    assert left == ["date=2026-10-31", "date=2026-11-01", "date=2026-11-02"]


def test_nothing_is_forgotten_as_long_as_it_is_kept(tmp_path: Path) -> None:
    lake = a_lake_of_days(tmp_path, 2)
    steps = keep_all(a_keeping(open_files(tmp_path.as_uri()), keep_days=90), NOON)
    assert [step.work for step in steps if step.work == "forgotten"] == []
    assert lake.days("events") == [date(2026, 11, 1), date(2026, 11, 2)]


def test_a_day_is_kept_until_it_is_older_to_its_last_second(tmp_path: Path) -> None:
    lake = a_lake_of_days(tmp_path, 8)
    oldest = lake.days("events")[0]
    keeping = a_keeping(open_files(tmp_path.as_uri()), keep_days=7)
    midnight = NOON + DAY / 2
    keep_all(keeping, midnight - timedelta(seconds=1))
    assert lake.days("events")[0] == oldest
    keep_all(keeping, midnight + timedelta(minutes=1))
    assert lake.days("events")[0] == oldest + DAY


def test_a_clock_far_ahead_forgets_nothing_though_it_dates_what_comes_then(tmp_path: Path) -> None:
    lake = a_lake_of_days(tmp_path, 6)
    keeping = a_keeping(open_files(tmp_path.as_uri()), keep_days=30)
    ahead = NOON + 365 * DAY
    keep_all(keeping, ahead)
    late = a_slot_row(a_decision_row(99, decided_at=ahead))
    lake.append("events", as_table(an_event_row(late, "view", received_at=ahead)))
    keep_all(keeping, ahead + timedelta(minutes=1))
    keep_all(keeping, ahead + timedelta(minutes=5))
    assert len(lake.days("events")) == 6 + 1
    (problem,) = keeping.problems
    assert "the clock may be wrong" in problem
    keep_all(keeping, NOON + timedelta(hours=1))
    assert keeping.problems == ()


def test_a_home_that_was_idle_forgets_again_when_readers_have_come_for_days(
    tmp_path: Path,
) -> None:
    lake = a_lake_of_days(tmp_path, 6)
    keeping = a_keeping(open_files(tmp_path.as_uri()), keep_days=1)
    back = NOON + 40 * DAY
    for number in range(3):
        at = back + number * DAY
        slot = a_slot_row(a_decision_row(50 + number, decided_at=at))
        lake.append("decisions", as_table(a_decision_row(50 + number, decided_at=at)))
        lake.append("events", as_table(an_event_row(slot, "view", received_at=at)))
        keep_all(keeping, at)
        assert bool(keeping.problems) == (number < 2)
    for table in ("decisions", "slots", "events"):
        assert [day for day in lake.days(table) if day < back.date()] == []

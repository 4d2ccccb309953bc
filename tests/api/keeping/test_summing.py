"""The keeper's rounds of summing days: niced processes, ended with it, telling what failed."""

import logging
import os
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.keeping.summing_process import sum_days, zones_of
from api.keeping.summing_rounds import run_round, summing
from data.home_identity import home_identity
from data.lake.lake_files import open_files
from data.lake.lake_store import Lake
from data.lake_keeping.keeping_lease import KeepingLease
from data.operational.catalogue import open_catalogue
from data.sole_work import alone
from data.storage_settings import StorageSettings, storage_settings
from recommender.errors import Busy
from tests.builders import a_site
from tests.lake_rows import a_decision_row, a_slot_row, an_event_row, as_table

PATIENCE_SECONDS = 20.0


def script(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def a_home(path: Path) -> StorageSettings:
    storage = storage_settings({"CHIRASHI_HOME": str(path)})
    with open_catalogue(storage.database_url) as catalogue:
        catalogue.sites.put(a_site(time_zone="Asia/Tokyo"))
    return storage


def take_lease(storage: StorageSettings) -> None:
    """Let the home keep its lake."""
    lease = KeepingLease(open_files(storage.lake_url), home_identity(storage.snapshots))
    lease.is_ours(datetime.now(UTC))
    assert lease.is_ours(datetime.now(UTC))


def test_a_round_sums_what_is_due_in_the_sites_time_zones(tmp_path: Path) -> None:
    storage = a_home(tmp_path)
    lake = Lake(storage.lake_url)
    at = datetime.now(UTC).replace(hour=20) - timedelta(days=5)
    decision = a_decision_row(decided_at=at)
    slot = a_slot_row(decision)
    lake.append("decisions", as_table(decision))
    lake.append("slots", as_table(slot))
    lake.append("events", as_table(an_event_row(slot, "click", received_at=at)))
    assert sum_days(storage, parent=os.getppid()) == 0
    take_lease(storage)
    assert sum_days(storage, parent=os.getppid()) == 1
    rows = lake.read("report_sums").to_pyarrow().to_pylist()
    assert {(row["day"], row["zone"]) for row in rows} == {
        (at.date() + timedelta(days=1), "Asia/Tokyo")
    }
    assert sum_days(storage, parent=os.getppid()) == 0


def test_a_round_whose_keeper_is_gone_does_nothing(tmp_path: Path) -> None:
    storage = a_home(tmp_path)
    take_lease(storage)
    assert sum_days(storage, parent=-1) == 0


def test_two_processes_of_a_home_do_not_sum_at_once(tmp_path: Path) -> None:
    storage = a_home(tmp_path)
    with (
        alone(storage.snapshots / "summing.lock", patience_seconds=0, busy=""),
        pytest.raises(Busy, match="another process"),
    ):
        sum_days(storage, parent=os.getppid())


def test_time_zones_are_those_of_every_site(tmp_path: Path) -> None:
    storage = a_home(tmp_path)
    with open_catalogue(storage.database_url) as catalogue:
        assert zones_of(catalogue) == {"daily": "Asia/Tokyo"}


def test_rounds_follow_each_other_until_they_are_stopped(tmp_path: Path) -> None:
    told = tmp_path / "rounds"
    stop = threading.Event()
    command = script(f"open({str(told)!r}, 'a').write('.')")
    with summing(stop=stop, first_after_seconds=0, every_seconds=0, command=command):
        for _ in range(int(PATIENCE_SECONDS / 0.05)):
            if told.exists() and len(told.read_text()) >= 2:
                break
            stop.wait(0.05)
    assert len(told.read_text()) >= 2
    assert stop.is_set()


def test_a_round_that_runs_is_ended_with_the_keeper() -> None:
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    assert run_round(script("import time; time.sleep(600)"), stop=stop) is None


def test_a_round_that_fails_is_told(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert run_round(script("raise SystemExit(3)"), stop=threading.Event()) == 3
        assert run_round(("/nowhere/python",), stop=threading.Event()) is None
    assert "status 3" in caplog.text
    assert "not summed" in caplog.text


def test_the_process_starts_and_ends_of_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHIRASHI_HOME", str(tmp_path))
    a_home(tmp_path)
    command = (sys.executable, "-m", "api.keeping.summing_process")
    assert run_round(command, stop=threading.Event()) == 0
    assert Lake(storage_settings({"CHIRASHI_HOME": str(tmp_path)}).lake_url).days("events") == []

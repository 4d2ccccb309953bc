"""The doctor names what waits, what was left, and the one file that is cut short."""

from pathlib import Path

import numpy as np
import pytest

from data.inbox.inbox_file import InboxPlace, connected, new_inbox, new_name
from data.inbox.inbox_reading import InboxRow
from data.inbox.packed import EVENT
from data.inbox.rows_set_aside import set_aside
from data.lake.lake_store import Lake
from tests.api.diagnosis.examined import finding_of, findings_of, now_ms, verdict_of
from tests.lake_rows import a_decision_row, as_table


def an_inbox(home: Path, *, waits_seconds: int) -> InboxPlace:
    """Make an inbox in which one event waits."""
    folder = home / "inboxes"
    folder.mkdir(exist_ok=True)
    place = InboxPlace(folder, new_name())
    connection = new_inbox(place)
    event = np.zeros(1, EVENT)
    event["received_ms"] = now_ms() - 1000 * waits_seconds
    connection.execute("INSERT INTO events (body) VALUES (?)", (event.tobytes(),))
    connection.close()
    return place


def test_what_waits_long_is_told_and_what_a_dead_worker_left(tmp_path: Path) -> None:
    place = an_inbox(tmp_path, waits_seconds=5)
    with place.lock.acquire(timeout=0):
        assert verdict_of(tmp_path, "inboxes") == "ok"
        assert findings_of(tmp_path, "orphans") == []
    assert verdict_of(tmp_path, "orphans") == "warn"
    an_inbox(tmp_path, waits_seconds=7200)
    found = finding_of(tmp_path, "inboxes")
    assert found.verdict == "warn"
    assert "waits for 2 hours" in found.seen


def test_an_inbox_of_another_version_says_what_drains_it(tmp_path: Path) -> None:
    place = an_inbox(tmp_path, waits_seconds=5)
    connection = connected(place)
    connection.execute("PRAGMA user_version = 7")
    connection.close()
    found = finding_of(tmp_path, "inbox")
    assert found.verdict == "bad"
    assert "is of version 7, this Chirashi reads" in found.seen


def test_an_inbox_that_is_no_database_is_named(tmp_path: Path) -> None:
    place = an_inbox(tmp_path, waits_seconds=5)
    place.file.write_bytes(b"no inbox " * 1000)
    found = finding_of(tmp_path, "inbox")
    assert found.verdict == "bad"
    assert str(place.file) in found.seen


def test_rows_that_were_set_aside_are_told_with_where_they_lie(tmp_path: Path) -> None:
    assert findings_of(tmp_path, "rows set aside") == []
    place = an_inbox(tmp_path, waits_seconds=5)
    path = set_aside(place, "events", InboxRow(3, b"spoilt"))
    found = finding_of(tmp_path, "rows set aside")
    assert found.verdict == "warn"
    assert str(path) in found.seen


def test_the_file_of_the_lake_that_is_cut_short_is_named(tmp_path: Path) -> None:
    lake = Lake(f"file://{tmp_path / 'lake'}")
    for name in ("one", "two"):
        lake.append("decisions", as_table(a_decision_row()), name=name)
    assert finding_of(tmp_path, "lake").seen.endswith("2 files can be read")
    spoilt = Path(lake.files("decisions")[0])
    spoilt.write_bytes(spoilt.read_bytes()[:-20])
    found = finding_of(tmp_path, "lake")
    assert found.verdict == "bad"
    assert str(spoilt) in found.seen


@pytest.mark.parametrize("url", ["nonsense", "s3://no-such-bucket-of-ours@@/x"])
def test_a_lake_that_cannot_be_used_is_told(tmp_path: Path, url: str) -> None:
    assert verdict_of(tmp_path, "lake", lake_url=url) == "bad"

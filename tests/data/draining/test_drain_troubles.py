"""What stands in the drain's way is told; nothing is lost by it, and nothing comes twice."""

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from data.draining.drained_rows import DrainedRows
from data.inbox.inbox_file import READABLE, VERSION
from data.inbox.packed import EventKind
from data.lake.lake_store import Lake
from tests.builders import NOON
from tests.data.draining.told_home import Page, Teller, ToldHome
from tests.object_store import object_store
from tests.refusing_disk import a_full_disk

CLICK = EventKind.CLICK


@pytest.fixture
def home(tmp_path: Path) -> ToldHome:
    return ToldHome(tmp_path)


def a_told_page(home: ToldHome, number: int = 1, name: str = "a1") -> Teller:
    """Return the teller of a page that was clicked."""
    teller, page = home.teller(name), Page(number=number)
    teller.note(page)
    teller.tell(page.event(0, CLICK))
    return teller


def test_a_full_disk_loses_nothing_and_is_tried_again(home: ToldHome) -> None:
    a_told_page(home)
    home.drainer.drain()
    a_told_page(home, 2, "b1")
    with a_full_disk():
        assert not home.drainer.drain()
        assert not home.drainer.drain()
    assert home.state().problems == ()  # what it told found no room either
    home.drain_all()
    assert len(home.rows("events")) == 2
    assert len(home.rows("decisions")) == 2


@pytest.mark.parametrize("table", ["slots", "decisions", "events", "promos", "articles"])
def test_a_lake_that_refuses_one_table_is_told_and_tried_again(home: ToldHome, table: str) -> None:
    a_told_page(home)
    (home.folder / "lake").mkdir()
    (home.folder / "lake" / table).write_text("in the way")
    home.drainer.drain()
    assert not home.drainer.drain()
    assert "cannot be" in home.state().problems[0]
    a_told_page(home, 2, "b1")
    assert not home.drainer.drain()
    (home.folder / "lake" / table).unlink()
    home.drain_all()
    home.drain_all()
    found = {table: len(rows) for table, rows in home.everything().items()}
    assert found == {
        "decisions": 2,
        "slots": 6,
        "unfilled": 0,
        "events": 2,
        "candidates": 0,
        "promos": 3,
        "articles": 1,
    }
    assert home.state().problems == ()


def test_an_inbox_that_keeps_its_rows_holds_no_other_back_and_doubles_nothing(
    home: ToldHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    teller = a_told_page(home)
    home.drainer.drain()
    monkeypatch.setattr("data.inbox.inbox_file.PATIENCE_SECONDS", 0.01)
    a_told_page(home, 2, "b1")
    teller.connection.execute("BEGIN IMMEDIATE")
    for _ in range(3):
        assert not home.drainer.drain()
        (problem,) = home.state().problems
        assert "locked" in problem
    # What it holds is in the lake and stays there; the other inbox is not kept back by it.
    assert len(home.rows("events")) == 2
    assert teller.connection.execute("SELECT count(*) FROM events").fetchone() == (1,)
    teller.connection.execute("ROLLBACK")
    home.drain_all()
    assert len(home.rows("events")) == 2
    assert len(home.rows("slots")) == 6


@pytest.mark.parametrize("version", [0, VERSION + 1])
def test_an_inbox_of_an_older_or_newer_schema_is_left_and_told(
    home: ToldHome, version: int
) -> None:
    newer = a_told_page(home)
    newer.connection.execute(f"PRAGMA user_version = {version}")
    newer.end()
    a_told_page(home, 2, "b1")
    home.drainer.drain()
    assert not home.drainer.drain()
    (problem,) = home.state().problems
    assert f"of version {version}" in problem
    assert len(home.rows("events")) == 1
    with sqlite3.connect(newer.place.file) as connection:
        connection.execute(f"PRAGMA user_version = {min(READABLE)}")
    connection.close()
    home.drain_all()
    assert len(home.rows("events")) == 2
    assert not newer.place.file.exists()


class CountedPauses(Event):
    """Is set after some pauses, whose lengths it notes."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most
        self.seconds: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.seconds.append(timeout)
        return len(self.seconds) > self.most


def test_one_inbox_in_trouble_slows_nobody_down_and_a_lake_that_refuses_does(
    home: ToldHome,
) -> None:
    newer = a_told_page(home)
    newer.connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    a_told_page(home, 2, "b1")
    pauses = CountedPauses(3)
    home.drainer.run(pauses, every_seconds=2, after=lambda: None)
    assert home.state().problems
    assert pauses.seconds == [2, 2, 2, 2]
    a_told_page(home, 3, "c1")
    (home.folder / "lake").rename(home.folder / "away")
    (home.folder / "lake").write_text("in the way")
    pauses = CountedPauses(3)
    home.drainer.run(pauses, every_seconds=2, after=lambda: None)
    assert pauses.seconds == [2, 4, 8, 16]


def test_a_file_that_is_no_inbox_is_told_and_others_are_drained(home: ToldHome) -> None:
    home.inboxes.mkdir()
    (home.inboxes / "a0.inbox").write_bytes(b"no database at all " * 500)
    a_told_page(home)
    home.drainer.drain()
    assert not home.drainer.drain()
    (problem,) = home.state().problems
    assert "a0.inbox" in problem
    assert len(home.rows("events")) == 1


def test_a_lake_file_that_is_cut_short_is_told_and_the_drain_goes_on(home: ToldHome) -> None:
    a_told_page(home)
    home.drain_all()
    (file,) = (home.folder / "lake" / "events").rglob("*.parquet")
    file.write_bytes(file.read_bytes()[:100])
    home.started()
    a_told_page(home, 2, "b1")
    home.drainer.drain()
    assert not home.drainer.drain()
    (problem,) = home.state().problems
    assert problem.startswith(str(file))
    assert "cut short" in problem
    home.drainer.drain()
    # Else no click would be judged and no day closed until somebody mends it.
    assert home.drainer.drained_through > NOON - timedelta(minutes=5)
    file.unlink()
    assert len(home.rows("events")) == 1


def test_an_inbox_that_was_drained_by_halves_and_shows_up_later_is_drained_once(
    home: ToldHome,
) -> None:
    """As one that is brought back from a backup does: its rows lie in the lake already."""
    teller = a_told_page(home)
    body = teller.connection.execute("SELECT body FROM events").fetchone()[0]
    home.drain_all()
    teller.connection.execute("INSERT INTO events (id, body) VALUES (1, ?)", (body,))
    home.started()
    home.inboxes.rename(home.folder / "elsewhere")
    assert home.drainer.drain()
    (home.folder / "elsewhere").rename(home.inboxes)
    home.drainer.drain()
    assert not home.drainer.drain()
    assert "by halves" in home.state().problems[0]
    home.drain_all()
    assert len(home.rows("events")) == 1


def test_a_file_is_others_to_touch_once_its_rows_are_deleted(home: ToldHome) -> None:
    teller = a_told_page(home)
    home.drainer.drain()
    assert home.drainer.drained_through < home.now - timedelta(days=1)
    home.drainer.drain()
    assert home.now - timedelta(minutes=2) < home.drainer.drained_through < home.now
    rows = DrainedRows(home.inboxes)
    assert all(map(rows.hold, ("e-a1-1-1", "d-a1-1-1", "e-gone-1-9", "merged-7")))
    teller.tell(Page(number=2).event(0, CLICK))
    rows = DrainedRows(home.inboxes)
    assert rows.hold("e-a1-1-1")
    assert not rows.hold("e-a1-1-2")
    teller.end()
    teller.place.file.write_bytes(b"no database at all " * 500)
    assert not DrainedRows(home.inboxes).hold("e-a1-1-1")


def test_a_catalogue_that_does_not_answer_holds_everything_back(home: ToldHome) -> None:
    a_told_page(home)
    database = home.folder / "chirashi.db"
    home.catalogue.close()
    database.rename(home.folder / "away.db")
    assert not home.drainer.drain()
    assert home.state().lags[0].event_groups == 1
    assert home.state().lags[0].oldest_ms is not None
    for ending in ("", "-wal", "-shm"):
        Path(f"{database}{ending}").unlink(missing_ok=True)
    (home.folder / "away.db").rename(database)
    home.catalogue.close()
    home.drain_all()
    assert len(home.rows("events")) == 1


def test_a_lake_in_an_object_store_is_filled_alike(home: ToldHome) -> None:
    with object_store() as store:
        home.lake = Lake(store.url("bucket/lake"))
        home.started()
        a_told_page(home)
        home.drain_all()
        assert len(home.rows("events")) == 1
        assert len(home.rows("slots")) == 3


class SlowLake(Lake):
    """A lake that takes a while: meanwhile something happens, once."""

    def __init__(self, url: str, meanwhile: Callable[[], None]) -> None:
        super().__init__(url)
        self.meanwhile: Callable[[], None] | None = meanwhile

    def append(self, *arguments: Any, **options: Any) -> list[str]:
        if self.meanwhile is not None:
            meanwhile, self.meanwhile = self.meanwhile, None
            meanwhile()
        return super().append(*arguments, **options)


def test_what_an_inbox_holds_that_was_made_during_a_round_is_not_said_to_be_drained(
    tmp_path: Path,
) -> None:
    home = ToldHome(tmp_path)
    page = Page(number=1)

    def a_new_worker() -> None:
        home.now += timedelta(minutes=10)
        home.teller("b1").tell(page.event(0, EventKind.IMPRESSION, received=home.now))
        home.now += timedelta(minutes=10)

    home.started(SlowLake(home.lake.url, a_new_worker))
    home.teller("a1").note(page)
    home.drainer.drain()
    home.drainer.drain()
    waiting = [lag.oldest_ms for lag in home.state().lags if lag.event_groups]
    assert waiting
    assert home.drainer.drained_through.timestamp() * 1000 <= waiting[0]

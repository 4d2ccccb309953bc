"""A home is backed up while it is written to, and a restored one has all of it, once."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import numpy as np
import pytest

from data.backup.backup_manifest import FILE
from data.backup.file_copy import copy_database
from data.backup.home_backup import HomeBackup
from data.backup.home_restore import restore_home
from data.inbox.packed import EventKind
from data.lake.lake_files import open_files
from data.lake_keeping.lake_keeping import LakeKeeping
from data.operational.catalogue import Catalogue
from data.operational.database import open_database
from data.snapshot_store import SnapshotStore
from data.storage_settings import StorageSettings, storage_settings
from recommender.errors import Invalid, Unavailable
from tests.builders import NOON
from tests.data.draining.told_home import Page, ToldHome
from tests.refusing_disk import a_full_disk

VIEW = EventKind.VIEW


def settings_of(home: Path, **values: str) -> StorageSettings:
    given = {f"CHIRASHI_{name.upper()}": value for name, value in values.items()}
    return storage_settings({"CHIRASHI_HOME": str(home), **given})


def backed_up(home: Path, folder: Path) -> None:
    HomeBackup(settings_of(home), folder).run(NOON)


def a_told_home(folder: Path) -> ToldHome:
    folder.mkdir()
    return ToldHome(folder)


def restored(folder: Path, home: Path) -> ToldHome:
    """Restore a backup and let its keeper drain."""
    restore_home(settings_of(home), folder)
    told = ToldHome(home, catalogue=Catalogue(open_database(f"sqlite:///{home / 'chirashi.db'}")))
    told.drain_all()
    return told


def test_a_restored_home_has_what_was_drained_and_what_was_not(tmp_path: Path) -> None:
    home = a_told_home(tmp_path / "home")
    worker = home.teller()
    pages = [Page(number=number) for number in range(1, 7)]
    worker.note(*pages[:3])
    worker.tell(*(page.event(0, VIEW) for page in pages[:3]))
    home.drain_all()
    worker.note(*pages[3:])
    worker.tell(*(page.event(1, VIEW) for page in pages[3:]))
    backed_up(home.folder, tmp_path / "backup")
    again = restored(tmp_path / "backup", tmp_path / "again")
    home.drain_all()
    assert again.everything() == home.everything()
    assert len(again.rows("events")) == 6
    assert not list((tmp_path / "again" / "inboxes").glob("*.inbox"))


@pytest.mark.parametrize("is_merged", [False, True])
def test_what_is_drained_between_inboxes_and_lake_comes_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_merged: bool
) -> None:
    home = a_told_home(tmp_path / "home")
    worker = home.teller()
    for number in range(1, 40):
        worker.note(page := Page(number=number))
        worker.tell(page.event(0, VIEW))
        if number % 2:
            home.drain_all()

    def meanwhile(backup: HomeBackup) -> None:
        home.drain_all()
        if is_merged:
            keep(home)

    monkeypatch.setattr(HomeBackup, "_copy_main_database", after(meanwhile))
    backed_up(home.folder, tmp_path / "backup")
    again = restored(tmp_path / "backup", tmp_path / "again")
    assert again.rows("events") == home.rows("events")
    assert again.rows("decisions") == home.rows("decisions")
    assert again.rows("slots") == home.rows("slots")
    assert len(again.rows("events")) == 39


def keep(home: ToldHome) -> None:
    """Merge all that can be merged, long after."""
    files = open_files(f"file://{home.folder / 'lake'}")
    keeping = LakeKeeping(files, keep_days=90, keeper="home")
    now = NOON + timedelta(days=3)
    keeping.step(now, drained_through=now)
    while keeping.step(now, drained_through=now):
        continue
    assert all(len(home.lake.files(name)) == 1 for name in ("events", "slots", "decisions"))


def after(meanwhile: object) -> object:
    original = HomeBackup._copy_main_database

    def both(backup: HomeBackup) -> None:
        original(backup)
        assert callable(meanwhile)
        meanwhile(backup)

    return both


@contextmanager
def writing(home: ToldHome, acknowledged: list[str]) -> Iterator[None]:
    """Let a worker tell, and a keeper drain and merge, for as long as the inside lasts."""
    stop = Event()

    def work() -> None:
        worker, number = home.teller("b1"), 100
        while not stop.is_set():
            number += 1
            page = Page(number=number)
            worker.note(page)
            worker.tell(page.event(0, VIEW))
            acknowledged.append(page.decision)
            if number % 7 == 0:
                home.drainer.drain()

    thread = Thread(target=work)
    thread.start()
    try:
        while len(acknowledged) < 20:
            stop.wait(0.01)
        yield
    finally:
        stop.set()
        thread.join()


def test_nothing_acknowledged_before_is_missing_and_nothing_is_doubled(tmp_path: Path) -> None:
    home = a_told_home(tmp_path / "home")
    acknowledged: list[str] = []
    with writing(home, acknowledged):
        for number in range(3):
            before = list(acknowledged)
            backed_up(home.folder, tmp_path / f"backup-{number}")
            again = restored(tmp_path / f"backup-{number}", tmp_path / f"again-{number}")
            told = [row["decision"] for row in again.rows("events")]
            assert set(before) <= set(told)
            assert len(told) == len(set(told))
            decisions = [row["decision"] for row in again.rows("decisions")]
            assert sorted(decisions) == sorted(set(decisions))
            assert set(told) <= set(decisions)


def test_snapshots_are_numbered_on_from_what_nobody_knows_yet(tmp_path: Path) -> None:
    home = a_told_home(tmp_path / "home")
    store = SnapshotStore(home.folder / "snapshots", clock_seconds=lambda: 1_000)
    for _ in range(6):
        store.publish({"a": np.arange(3)}, blobs={"b": b"x"}, facts={"models": ["m-1"]})
    backed_up(home.folder, tmp_path / "backup")
    restore_home(settings_of(tmp_path / "again"), tmp_path / "backup")
    restored_store = SnapshotStore(tmp_path / "again" / "snapshots")
    number = restored_store.current()
    assert number is not None
    assert number > 1_700_000_000
    snapshot = restored_store.read(number)
    assert snapshot.facts == {"models": ["m-1"]}
    assert snapshot.arrays["a"].tolist() == [0, 1, 2]


def test_everything_else_of_a_home_comes_along_with_its_rights(tmp_path: Path) -> None:
    home = a_told_home(tmp_path / "home").folder
    secret = home / "signing_secrets"
    secret.write_text("s")
    secret.chmod(0o600)
    (home / "imports").mkdir()
    with sqlite3.connect(home / "imports" / "one.state") as connection:
        connection.execute("CREATE TABLE came (line INTEGER)")
    connection.close()
    (home / "models" / "m-1").mkdir(parents=True)
    (home / "models" / "m-1" / "manifest.json").write_text("{}")
    (home / "models" / "live.json").write_text('{"history": ["m-1"]}')
    (home / "models" / ".lock").touch()
    backed_up(home, tmp_path / "backup")
    again = tmp_path / "again"
    restore_home(settings_of(again), tmp_path / "backup")
    assert (again / "signing_secrets").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "backup").stat().st_mode & 0o077 == 0
    assert (again / "models" / "live.json").read_text() == '{"history": ["m-1"]}'
    assert not (again / "models" / ".lock").exists()
    with sqlite3.connect(again / "imports" / "one.state") as connection:
        assert connection.execute("SELECT count(*) FROM came").fetchone() == (0,)
    connection.close()


def test_a_lake_and_a_database_elsewhere_come_along(tmp_path: Path) -> None:
    home = a_told_home(tmp_path / "home")
    worker = home.teller()
    worker.note(Page(number=1))
    home.drain_all()
    (home.folder / "lake").rename(tmp_path / "far-lake")
    copy_database(home.folder / "chirashi.db", tmp_path / "far.db")
    places = {
        "lake_url": (tmp_path / "far-lake").as_uri(),
        "database_url": f"sqlite:///{tmp_path / 'far.db'}",
    }
    HomeBackup(settings_of(home.folder, **places), tmp_path / "backup").run(NOON)
    places = {
        "lake_url": (tmp_path / "new-lake").as_uri(),
        "database_url": f"sqlite:///{tmp_path / 'new' / 'far.db'}",
    }
    restore_home(settings_of(tmp_path / "again", **places), tmp_path / "backup")
    assert (tmp_path / "new" / "far.db").exists()
    assert open_files(places["lake_url"]).paths("decisions", since=None, until=None)


def test_a_database_of_a_server_is_named_as_not_in_it(tmp_path: Path) -> None:
    home = a_told_home(tmp_path / "home").folder
    settings = settings_of(home, database_url="postgresql+psycopg://u:secret@db/chirashi")
    manifest = HomeBackup(settings, tmp_path / "backup").run(NOON)
    assert manifest.apart == ("the database postgresql+psycopg://u:***@db/chirashi",)


def test_refuses_to_mix_with_what_is_there(tmp_path: Path) -> None:
    home = a_told_home(tmp_path / "home").folder
    backed_up(home, tmp_path / "backup")
    with pytest.raises(Invalid, match="not empty"):
        backed_up(home, tmp_path / "backup")
    with pytest.raises(Invalid, match="lies in the home"):
        backed_up(home, home / "backup")
    with pytest.raises(Invalid, match=r"home .* is not empty"):
        restore_home(settings_of(home), tmp_path / "backup")
    with pytest.raises(Invalid, match="there is no home"):
        backed_up(tmp_path / "nowhere", tmp_path / "other")


def test_a_backup_that_was_not_finished_is_none(tmp_path: Path) -> None:
    home = a_told_home(tmp_path / "home").folder
    with a_full_disk(), pytest.raises(Unavailable, match="See that it has room"):
        backed_up(home, tmp_path / "backup")
    with pytest.raises(Invalid, match="not finished"):
        restore_home(settings_of(tmp_path / "again"), tmp_path / "backup")
    assert not (tmp_path / "again").exists()


@pytest.mark.parametrize("damage", ["altered", "missing", "manifest"])
def test_a_damaged_backup_is_refused_before_anything_is_restored(
    tmp_path: Path, damage: str
) -> None:
    home = a_told_home(tmp_path / "home").folder
    backed_up(home, tmp_path / "backup")
    database = tmp_path / "backup" / "home" / "chirashi.db"
    if damage == "altered":
        database.write_bytes(database.read_bytes()[:-1] + b"\x01")
    elif damage == "missing":
        database.unlink()
    else:
        (tmp_path / "backup" / FILE).write_text("{")
    named = FILE if damage == "manifest" else "chirashi.db.*nothing was restored. Copy the backup"
    with pytest.raises(Invalid, match=named):
        restore_home(settings_of(tmp_path / "again"), tmp_path / "backup")
    assert not (tmp_path / "again").exists()


def test_a_restore_that_was_interrupted_can_be_run_again(tmp_path: Path) -> None:
    home = a_told_home(tmp_path / "home").folder
    backed_up(home, tmp_path / "backup")
    (tmp_path / "again" / ".restoring" / "half").mkdir(parents=True)
    restore_home(settings_of(tmp_path / "again"), tmp_path / "backup")
    assert [path.name for path in (tmp_path / "again").iterdir()] == ["chirashi.db"]

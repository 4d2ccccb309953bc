"""A server that starts while its database fails serves what was last published, and says so."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from api.supervisor import set_up_database
from data.storage_settings import StorageSettings, storage_settings
from recommender.errors import Unavailable
from tests.api.patience import wait_for
from tests.api.running_server import a_running_server
from tests.api.served_home import ServedHome, a_served_home
from tests.builders import a_promo

NOTHING_MAY_BE_WRITTEN = ("sh", "-c", 'ulimit -f 0; exec "$@"', "sh")
"""A limit of the operating system that works like a full disk, and on every disk."""


@pytest.fixture
def home(tmp_path: Path) -> ServedHome:
    folder = tmp_path / "home"
    folder.mkdir()
    served = a_served_home(folder)
    # As a server leaves it that ends: in one file.
    served.catalogue.close()
    return served


def database(home: ServedHome) -> Path:
    return Path(home.values["CHIRASHI_HOME"]) / "chirashi.db"


def storage(home: ServedHome) -> StorageSettings:
    return storage_settings(home.values)


def spoil(path: Path) -> None:
    path.write_bytes(b"no database at all " * 500)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:9000])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def tables(path: Path) -> list[str]:
    with sqlite3.connect(path) as connection:
        found = connection.execute("SELECT name FROM sqlite_master").fetchall()
    connection.close()
    return [name for (name,) in found]


DAMAGES = [
    (spoil, "is damaged: restore its file"),
    (cut, "is damaged: restore its file"),
    (empty, "is empty: restore its file"),
    (Path.unlink, "is missing: restore its file"),
]


@pytest.mark.parametrize(("damage", "told"), DAMAGES)
def test_what_was_published_lets_a_server_start_and_nothing_is_begun_anew(
    home: ServedHome,
    damage: Callable[[Path], None],
    told: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    damage(database(home))
    set_up_database(storage(home))
    assert told in caplog.text
    assert f"snapshot {home.store.current()} goes on serving" in caplog.text
    if damage is Path.unlink:
        assert not database(home).exists()
    if damage is empty:
        assert tables(database(home)) == []


@pytest.mark.parametrize(("damage", "told"), DAMAGES[:2])
def test_without_anything_published_a_damaged_database_is_refused(
    home: ServedHome, damage: Callable[[Path], None], told: str
) -> None:
    for path in home.store.folder.iterdir():
        path.unlink()
    damage(database(home))
    with pytest.raises(Unavailable, match=told):
        set_up_database(storage(home))


def test_a_locked_database_keeps_no_server_from_starting(
    home: ServedHome, caplog: pytest.LogCaptureFixture
) -> None:
    other = sqlite3.connect(database(home), isolation_level=None)
    other.executescript("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;")
    set_up_database(storage(home))
    other.close()
    assert "is locked by another process" in caplog.text


def test_a_postgresql_that_is_down_keeps_no_server_from_starting(
    home: ServedHome, caplog: pytest.LogCaptureFixture
) -> None:
    url = {"CHIRASHI_DATABASE_URL": "postgresql://me:secret@127.0.0.1:1/nothing"}
    set_up_database(storage_settings(home.values | url))
    assert "does not answer: see that it runs" in caplog.text
    assert "goes on serving" in caplog.text
    assert "secret" not in caplog.text


def test_a_damaged_database_is_told_and_its_backup_taken_up_without_a_restart(
    home: ServedHome,
) -> None:
    home.catalogue.promos.put(a_promo(id="in-the-backup"))
    home.catalogue.close()
    backup = database(home).read_bytes()
    spoil(database(home))
    with a_running_server(database(home).parent, workers=1) as server:
        wait_for(lambda: "is damaged" in server.problem(), "the problem told")
        assert server.is_filled()
        assert "goes on serving" in server.log.read_text()
        database(home).write_bytes(backup)
        wait_for(lambda: server.ready()["promos"] == 10, "the backup served")
        assert server.ready()["keeper"]["problem"] is None


def test_a_full_disk_keeps_no_server_from_starting(home: ServedHome) -> None:
    folder = database(home).parent
    with a_running_server(folder, workers=1, before=NOTHING_MAY_BE_WRITTEN) as server:
        assert server.is_filled()
        assert "the disk fails or is full" in server.log.read_text()
        assert "goes on serving" in server.log.read_text()
        # Of the keeper of last time, long ago: this one has no room for a word.
        wait_for(lambda: "see the log" in server.problem(), "the problem told")

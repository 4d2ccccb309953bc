"""The database: durable, one writer at a time, and a sentence whenever it does not answer."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

from data.operational.catalogue import Catalogue, open_catalogue
from data.operational.database import open_database, reading, writing
from data.operational.migration import migrate
from data.operational.tables import counters
from recommender.errors import Invalid, Unavailable
from tests.builders import a_promo, a_site, an_article
from tests.refusing_disk import a_full_disk

ROOT = Path(__file__).parents[3]
PROCESSES, TIMES = 4, 12


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "chirashi.db"


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{path}", patience_ms=50)
    migrate(engine)
    yield engine
    engine.dispose()


def test_processes_that_read_and_then_write_lose_nothing(database_url: str) -> None:
    with open_catalogue(database_url) as catalogue:
        catalogue.sites.put(a_site())
        catalogue.articles.put(an_article(id="counted"))
        command = [sys.executable, "-m", "tests.data.counting_process", database_url, str(TIMES)]
        running = [subprocess.Popen(command, cwd=ROOT) for _ in range(PROCESSES)]
        assert [process.wait(timeout=120) for process in running] == [0] * PROCESSES
        kept = catalogue.articles.get("daily", "counted")
        assert kept.value.comment_count == PROCESSES * TIMES
        assert kept.version == PROCESSES * TIMES + 1
        counts = [
            each.value.comment_count for each in catalogue.articles.versions("daily", "counted")
        ]
        assert counts == list(range(PROCESSES * TIMES + 1))


def test_sqlite_syncs_every_commit_and_heeds_foreign_keys(engine: Engine) -> None:
    with reading(engine) as connection:
        pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in pragmas]
    full = 2
    assert found == ["wal", full, 1, 50]


def test_a_transaction_owns_the_lock_from_its_first_read(engine: Engine) -> None:
    with writing(engine) as first:
        first.execute(select(counters)).all()
        with pytest.raises(Unavailable, match="is locked by another process"), writing(engine):
            pass


def test_a_database_that_another_program_holds_whole_says_so(path: Path, engine: Engine) -> None:
    engine.dispose()
    other = sqlite3.connect(path, isolation_level=None)
    other.executescript("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;")
    with pytest.raises(Unavailable, match="is locked by another process"):
        Catalogue(engine).version()
    other.close()


def test_more_readers_than_connections_are_told_to_try_again(engine: Engine) -> None:
    with ExitStack() as held:
        with pytest.raises(Unavailable, match="is asked too much at once"):
            for _ in range(100):
                held.enter_context(reading(engine))


def test_readers_do_not_wait_for_a_writer_and_see_what_was_committed(engine: Engine) -> None:
    with writing(engine) as writer:
        writer.execute(update(counters).values(value=7))
        with reading(engine) as reader:
            assert reader.execute(select(counters.c.value)).scalar_one() == 0


def test_nothing_is_kept_of_a_transaction_that_fails(engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError), writing(engine) as connection:
        connection.execute(update(counters).values(value=7))
        raise ZeroDivisionError
    assert Catalogue(engine).version() == 0


def test_a_missing_database_is_not_silently_begun_anew(path: Path, engine: Engine) -> None:
    catalogue = Catalogue(engine)
    catalogue.promos.put(a_promo())
    path.unlink()
    for _ in range(2):
        with pytest.raises(Unavailable, match="is missing: restore its file"):
            catalogue.promos.put(a_promo(title="lost?"))
    assert not path.exists()


def test_a_restored_database_is_used_without_a_restart(path: Path, engine: Engine) -> None:
    catalogue = Catalogue(engine)
    catalogue.promos.put(a_promo(title="Kept"))
    engine.dispose()
    backup = path.read_bytes()
    catalogue.promos.put(a_promo(title="Written after the backup"))
    for file in path.parent.iterdir():
        file.unlink()
    path.write_bytes(backup)
    assert catalogue.promos.get("story-1").value.title == "Kept"


def test_a_database_that_was_not_set_up_says_so(path: Path) -> None:
    path.touch()
    expected = r"is not set up \(no such table: promos\)"
    with Catalogue(open_database(f"sqlite:///{path}")) as catalogue:
        with pytest.raises(Unavailable, match=expected):
            catalogue.promos.get("x")


def test_a_damaged_database_says_so(path: Path) -> None:
    path.write_bytes(b"no database at all " * 100)
    with pytest.raises(Unavailable, match="is damaged: restore its file"):
        open_catalogue(f"sqlite:///{path}")


def test_a_home_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable, match="set CHIRASHI_HOME to a writable folder"):
        open_catalogue(f"sqlite:///{tmp_path / 'file' / 'chirashi.db'}")


def test_a_server_that_does_not_answer_says_so_without_its_password() -> None:
    with pytest.raises(Unavailable, match="does not answer: see that it runs") as raised:
        open_catalogue("postgresql://me:secret@127.0.0.1:1/nothing")
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://x/y", "sqlite://", "sqlite:///:memory:"])
def test_refuses_urls_that_keep_nothing(url: str) -> None:
    with pytest.raises(Invalid, match="CHIRASHI_DATABASE_URL"):
        open_database(url)


def test_a_full_disk_says_so_and_loses_nothing(engine: Engine) -> None:
    catalogue = Catalogue(engine)
    catalogue.promos.put(a_promo(title="Kept"))
    with a_full_disk(), pytest.raises(Unavailable, match="the disk fails or is full: free some"):
        catalogue.promos.put(a_promo(title="x" * 100_000))
    assert catalogue.promos.get("story-1").value.title == "Kept"
    catalogue.promos.put(a_promo(title="There is room again"))
    assert catalogue.promos.get("story-1").version == 2


def test_a_database_that_lies_still_is_read_and_one_that_is_written_again_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'chirashi.db'}"
    with open_catalogue(url) as catalogue:
        number = catalogue.version()
    real = os.access
    monkeypatch.setattr("os.access", lambda path, mode: mode != os.W_OK and real(path, mode))
    with Catalogue(open_database(url)) as reader:
        assert reader.version() == number
        assert [path.name for path in tmp_path.iterdir()] == ["chirashi.db"]
        with pytest.raises(Unavailable, match="may only be read"):
            reader.sites.put(a_site())
        monkeypatch.setattr("os.access", real)
        reader.sites.put(a_site())
        assert reader.version() == number + 1

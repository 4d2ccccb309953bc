"""The doctor tells a database that is missing, empty, damaged, old or not durable."""

import sqlite3
from pathlib import Path

import pytest

from data.operational.catalogue import open_catalogue
from tests.api.diagnosis.examined import finding_of, findings_of, verdict_of


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "chirashi.db"
    open_catalogue(f"sqlite:///{path}").close()
    return path


def run(file: Path, statement: str) -> None:
    connection = sqlite3.connect(file)
    connection.executescript(statement)
    connection.close()


def test_a_sound_one_is_well(file: Path) -> None:
    for part in ("database", "durability", "integrity"):
        assert verdict_of(file.parent, part) == "ok"


def test_one_that_is_missing_is_not_made(tmp_path: Path) -> None:
    assert verdict_of(tmp_path, "database") == "warn"
    assert list(tmp_path.iterdir()) == []


def test_one_that_is_empty_is_bad(file: Path) -> None:
    file.write_bytes(b"")
    found = findings_of(file.parent, "database")[0]
    assert (found.verdict, "is empty" in found.seen) == ("bad", True)


def test_one_that_is_damaged_says_to_restore_it(file: Path) -> None:
    file.write_bytes(b"no database at all " * 500)
    found = finding_of(file.parent, "database")
    assert found.verdict == "bad"
    assert "is damaged" in found.seen
    assert found.advice == "restore its file from a backup"


def test_one_of_an_older_version_says_to_restart(file: Path) -> None:
    run(file, "UPDATE alembic_version SET version_num = 'older';")
    found = finding_of(file.parent, "database")
    assert found.verdict == "warn"
    assert "the tables of older" in found.seen


def test_a_postgresql_that_is_down_is_told_without_its_password(tmp_path: Path) -> None:
    url = "postgresql://me:secret@127.0.0.1:1/nothing"
    found = finding_of(tmp_path, "database", database_url=url)
    assert found.verdict == "bad"
    assert "does not answer" in found.seen
    assert "secret" not in f"{found}"


def test_a_postgresql_that_answers_is_looked_at_alike(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("postgresql_server").empty_database()
    open_catalogue(url).close()
    assert verdict_of(tmp_path, "database", database_url=url) == "ok"
    # The tests' own server runs without syncs, for speed.
    assert verdict_of(tmp_path, "durability", database_url=url) in ("ok", "warn")

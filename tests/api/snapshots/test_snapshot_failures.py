"""The keeper while parts of ours fail: it tells, keeps what was published, and tries again."""

import json
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from shutil import rmtree

import pytest
from sqlalchemy import text

from data.operational.database import open_database, writing
from tests.api.published import current, problem
from tests.api.served_home import a_learned_home, a_served_home
from tests.builders import a_promo
from tests.model_builder import a_learned
from tests.refusing_disk import a_full_disk


def cut_short(folder: Path) -> None:
    file = folder / "arrays.npz"
    file.write_bytes(file.read_bytes()[:-100])


def of_another_version(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"format": 99}))


def of_an_older_version(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"format": 1}))


def without_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_bytes(b"")


SPOILS = [cut_short, of_another_version, of_an_older_version, without_manifest, rmtree]


@pytest.mark.parametrize("spoil", SPOILS)
def test_a_server_that_never_had_a_whole_model_serves_without_one(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    home = a_served_home(tmp_path)
    home.promote(a_learned())
    spoil(tmp_path / "models" / a_learned().version)
    home.catalogue.promos.put(a_promo(id="another"))
    assert home.publish()
    assert current(home).snapshot.learned is None
    assert len(current(home).snapshot.promos) == 10
    assert "live model" in str(problem(home))


@pytest.mark.parametrize("spoil", SPOILS)
def test_a_spoilt_model_is_not_taken_and_the_catalogue_still_is(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    home = a_learned_home(tmp_path)
    home.promote(a_learned(version="2026-11-03T02-00"))
    spoil(tmp_path / "models" / "2026-11-03T02-00")
    home.catalogue.promos.put(a_promo(id="another"))
    assert home.publish()
    learned = current(home).snapshot.learned
    assert learned is not None
    assert learned.version == a_learned().version
    assert "live model" in str(problem(home))
    home.models.rollback()
    home.publish()
    assert problem(home) is None


def test_a_missing_database_is_told_and_its_return_noticed(tmp_path: Path) -> None:
    home = a_served_home(tmp_path)
    with sqlite3.connect(tmp_path / "chirashi.db") as connection:
        connection.execute("VACUUM INTO ?", (str(tmp_path / "backup.db"),))
    connection.close()
    home.catalogue.promos.put(a_promo(id="another"))
    for path in tmp_path.glob("chirashi.db*"):
        path.unlink()
    assert not home.publish()
    assert "missing" in str(problem(home))
    assert len(current(home).snapshot.promos) == 9
    (tmp_path / "backup.db").rename(tmp_path / "chirashi.db")
    home.publish()
    assert problem(home) is None


def test_a_spoilt_snapshot_is_written_anew(tmp_path: Path) -> None:
    home = a_served_home(tmp_path)
    (file,) = home.store.folder.glob("*-promos.vectors.npy")
    file.write_bytes(file.read_bytes()[:-1])
    assert home.publish()
    assert len(current(home).snapshot.promos) == 9


def test_a_full_disk_keeps_the_last_snapshot_whole_and_is_not_for_ever(tmp_path: Path) -> None:
    home = a_learned_home(tmp_path)
    home.catalogue.promos.put(a_promo(id="another"))
    with a_full_disk():
        assert not home.publish()
    assert len(current(home).snapshot.promos) == 9
    assert home.publish()
    assert len(current(home).snapshot.promos) == 10
    assert problem(home) is None


def test_a_pointer_to_models_that_cannot_be_read_stops_no_catalogue(tmp_path: Path) -> None:
    home = a_learned_home(tmp_path)
    home.models.live_path.unlink()
    home.models.live_path.mkdir()
    home.catalogue.promos.put(a_promo(id="another"))
    assert home.publish()
    assert current(home).snapshot.learned is not None
    assert "live.json cannot be read" in str(problem(home))


@pytest.mark.parametrize("content", ["{", "[]", '{"kind": "story"}', '{"starts_at": "soon"}', "7"])
def test_a_row_that_is_spoilt_inside_is_told_and_the_last_snapshot_stays(
    tmp_path: Path, content: str
) -> None:
    home = a_served_home(tmp_path)
    home.catalogue.promos.put(a_promo(id="another"))
    statement = "UPDATE promos SET content = :content WHERE id = 'another'"
    with writing(open_database(f"sqlite:///{tmp_path / 'chirashi.db'}")) as connection:
        connection.execute(text(statement), {"content": content})
    assert not home.publish()
    assert "restore the database from a backup" in str(problem(home))
    assert len(current(home).snapshot.promos) == 9


def test_a_clock_that_is_set_back_begins_anew_what_workers_keep_by_the_time(tmp_path: Path) -> None:
    home = a_served_home(tmp_path)
    before = current(home).snapshot.generation
    home.clock.at -= timedelta(seconds=30)
    assert not home.publish()
    home.clock.at -= timedelta(hours=2)
    assert home.publish()
    assert current(home).snapshot.generation > before
    assert current(home).snapshot.made_at_ms == int(home.clock.at.timestamp() * 1000)
    assert not home.publish()

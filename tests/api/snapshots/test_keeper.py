"""The keeper: publishes what changed, when it changed; says what stands in its way."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from shutil import rmtree
from threading import Event, Thread
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.settings import serve_settings
from api.snapshots.card_shelf import StoredCards
from api.snapshots.keeper import keep
from api.snapshots.keeper_state import read_state
from api.snapshots.snapshot_builder import SnapshotBuilder
from api.snapshots.snapshot_form import NumberedSnapshot, SnapshotParts, numbered_snapshot
from recommender.promo_table import COLUMNS
from recommender.snapshot import RankingSettings
from tests.api.patience import wait_for
from tests.api.served_home import ServedHome, a_learned_home, a_served_home
from tests.builders import NOON, a_promo, a_source, an_article
from tests.model_builder import a_learned
from tests.refusing_disk import a_full_disk


def current(home: ServedHome) -> NumberedSnapshot:
    number = home.store.current()
    assert number is not None
    return numbered_snapshot(home.store.read(number), None)


def problem(home: ServedHome) -> str | None:
    state = read_state(home.store.folder)
    assert state is not None
    return state.problem


def test_publishes_only_when_something_changed(tmp_path: Path) -> None:
    home = a_served_home(tmp_path)
    assert not home.publish()
    home.catalogue.promos.put(a_promo(id="another"))
    assert home.publish()
    assert len(current(home).snapshot.promos) == 10
    assert not home.publish()


def test_waits_for_a_folder_that_cannot_be_written_yet(tmp_path: Path) -> None:
    home = a_served_home(tmp_path)
    rmtree(home.store.folder)
    home.store.folder.write_text("no folder")
    stop = Event()
    keeping = Thread(target=keep, args=(serve_settings(home.values),), kwargs={"stop": stop})
    keeping.start()
    try:
        keeping.join(0.2)
        home.store.folder.unlink()
        wait_for(lambda: home.store.current() is not None, "a snapshot")
    finally:
        stop.set()
        keeping.join()


def test_a_model_that_goes_live_is_served_at_the_next_look(tmp_path: Path) -> None:
    home = a_served_home(tmp_path)
    assert current(home).snapshot.learned is None
    assert current(home).model_number == 0
    home.promote(a_learned())
    assert home.publish()
    learned = current(home).snapshot.learned
    assert learned is not None
    assert learned.version == a_learned().version
    assert current(home).model_number == 1
    assert current(home).snapshot.articles.vectors.any()


def test_models_keep_their_numbers_over_a_restart(tmp_path: Path) -> None:
    home = a_learned_home(tmp_path)
    home.promote(a_learned(version="2026-11-03T02-00"))
    home.publish()
    assert current(home).model_number == 2
    again = a_served_home(tmp_path)
    assert current(again).model_number == 2
    again.models.rollback()
    again.publish()
    assert current(again).model_number == 1


def cut_short(folder: Path) -> None:
    file = folder / "arrays.npz"
    file.write_bytes(file.read_bytes()[:-100])


def of_another_version(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"format": 99}))


def without_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_bytes(b"")


SPOILS = [cut_short, of_another_version, without_manifest, rmtree]


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


def test_a_flight_that_begins_is_published(tmp_path: Path) -> None:
    soon = NOON + timedelta(minutes=1)
    home = a_served_home(tmp_path, promos=[a_promo(), a_promo(id="soon", starts_at=soon)])
    home.clock.at = soon - timedelta(seconds=1)
    assert not home.publish()
    home.clock.at = soon
    assert home.publish()
    assert not home.publish()


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


def test_a_source_s_new_name_reaches_every_card(tmp_path: Path) -> None:
    home = a_served_home(tmp_path)
    home.catalogue.sources.put(a_source(id="blog", name="The Log"))
    home.publish()
    cards = current(home).cards
    assert b'"source":"The Log"' in cards.card(0)


def test_articles_come_and_go(tmp_path: Path) -> None:
    home = a_learned_home(tmp_path)
    home.catalogue.articles.put(an_article(id="new", title="New", language="ja"))
    home.catalogue.articles.delete("daily", "2026/11/02/harbour")
    home.publish()
    articles = current(home).snapshot.articles
    assert articles.language.tolist() == ["ja"]


def test_promos_grow_older(tmp_path: Path) -> None:
    model = a_learned(
        promo_side=replace(
            a_learned().promo_side,
            rows={"age:0": 0, "age:2": 1},
        )
    )
    home = a_served_home(tmp_path, promos=[a_promo(published_at=NOON)], learned=model)
    young = current(home).snapshot.promos.vectors[0].tolist()
    home.clock.at += timedelta(days=1, hours=1)
    assert home.publish()
    assert current(home).snapshot.promos.vectors[0].tolist() != young


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


promo_changes = st.lists(
    st.builds(
        dict,
        id=st.sampled_from(["story-1", "story-2", "offer-1", "new-1", "new-2"]),
        title=st.sampled_from(["One", "Two"]),
        paused=st.booleans(),
        kind=st.sampled_from(["story", "offer", "guide"]),
        sponsored=st.booleans(),
        value_micros=st.sampled_from([None, 1_000_000, 9_000_000]),
        countries=st.sampled_from([(), ("JP",), ("JP", "DE")]),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=6, deadline=None)
@given(st.lists(promo_changes, min_size=1, max_size=3))
def test_changing_rows_comes_to_what_building_all_anew_does(
    tmp_path_factory: pytest.TempPathFactory, rounds: list[list[dict[str, Any]]]
) -> None:
    home = a_learned_home(tmp_path_factory.mktemp("home"))
    builder = SnapshotBuilder(home.catalogue, settings=RankingSettings())
    parts = builder.build(a_learned(), now=NOON, number=1)
    for number, changes in enumerate(rounds, 2):
        for change in changes:
            home.catalogue.promos.put(a_promo(**change))
        parts = builder.build(a_learned(), now=NOON, number=number)
    anew = SnapshotBuilder(home.catalogue, settings=RankingSettings())
    whole = anew.build(a_learned(), now=NOON, number=1)
    assert described(parts) == described(whole)


def described(parts: SnapshotParts) -> list[dict[str, Any]]:
    """Describe each promo, so that the codes of audiences and groups do not matter."""
    columns = parts.columns
    shelf = {**parts.cards.arrays(), **parts.cards.blobs()}
    cards = StoredCards(*(shelf[f"cards.{name}"] for name in ("start", "length", "base", "added")))
    names = [name for name in COLUMNS if name not in ("audience", "group", "changed_in")]
    rows = []
    for row in np.argsort(columns["number"]).tolist():
        group = int(columns["group"][row])
        rows.append(
            {name: columns[name][row].tolist() for name in names}
            | {
                "audience": parts.audiences[int(columns["audience"][row])],
                "kind": int(parts.groups.kinds[parts.groups.kind[group]]),
                "source": int(parts.groups.source[group]),
                "card": cards.card(row),
            }
        )
    return rows

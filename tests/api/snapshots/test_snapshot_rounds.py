"""The keeper: publishes what changed, when it changed; says what stands in its way."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.snapshots.card_shelf import StoredCards
from api.snapshots.snapshot_builder import SnapshotBuilder
from api.snapshots.snapshot_form import SnapshotParts
from recommender.promo_table import COLUMNS
from recommender.snapshot import RankingSettings
from tests.api.published import current
from tests.api.served_home import a_learned_home, a_served_home
from tests.builders import NOON, a_promo, a_source, an_article
from tests.model_builder import a_learned


def test_publishes_only_when_something_changed(tmp_path: Path) -> None:
    home = a_served_home(tmp_path)
    assert not home.publish()
    home.catalogue.promos.put(a_promo(id="another"))
    assert home.publish()
    assert len(current(home).snapshot.promos) == 10
    assert not home.publish()


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


def test_a_flight_that_begins_is_published(tmp_path: Path) -> None:
    soon = NOON + timedelta(minutes=1)
    home = a_served_home(tmp_path, promos=[a_promo(), a_promo(id="soon", starts_at=soon)])
    home.clock.at = soon - timedelta(seconds=1)
    assert not home.publish()
    home.clock.at = soon
    assert home.publish()
    assert not home.publish()


def test_temperatures_are_published_when_they_change(tmp_path: Path) -> None:
    home = a_learned_home(tmp_path)
    home.temperatures["daily", "footer"] = 0.125
    assert home.publish()
    snapshot = current(home).snapshot
    assert snapshot.temperatures == {("daily", "footer"): 0.125}
    of = {each.id: snapshot.temperature_of(each) for each in snapshot.placements.values()}
    assert of == {"footer": 0.125, "in-article": snapshot.settings.temperature}
    assert not home.publish()


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

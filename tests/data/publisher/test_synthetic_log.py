"""The synthetic log: the same by seed, ruled, and clicked at the known rates."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from data.lake.engine import fetch
from data.lake.exposures import read_exposures
from data.lake.lake_store import Lake
from data.publisher.logged_visits import LoggedVisits
from data.publisher.sample_world import SampleWorld
from data.publisher.synthetic_log import synthetic_days, write_log
from data.worlds.world import EMPTY, World, midnight
from tests.data.publisher.small_publisher import NOW, RULES, a_small_world

DAYS = 3
VIEWS = 1_200
FIRST = midnight(NOW) - timedelta(days=DAYS)


@pytest.fixture(scope="module")
def world() -> SampleWorld:
    """Return the truth of the small publisher."""
    return a_small_world()


@pytest.fixture(scope="module")
def log_lake(world: SampleWorld, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """Return a lake that holds three days."""
    lake = Lake(f"file://{tmp_path_factory.mktemp('log')}")
    days = list(write_log(lake, world, now=NOW, seed=5, days=DAYS, views_a_day=VIEWS))
    assert days == [(FIRST + timedelta(days=number)).date() for number in range(DAYS)]
    return lake


def logged(world: World, *, seed: int = 5) -> list[LoggedVisits]:
    """Return the days that `log_lake` was written from."""
    days = synthetic_days(world, first=FIRST, seed=seed, days=DAYS, views_a_day=VIEWS)
    return [day for _, day in days]


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a lake by its path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_equal_seeds_write_equal_files(tmp_path: Path) -> None:
    for name, seed in (("one", 1), ("two", 1), ("three", 2)):
        lake = Lake(f"file://{tmp_path / name}")
        list(write_log(lake, a_small_world(), now=NOW, seed=seed, days=2, views_a_day=300))
    one, two = contents(tmp_path / "one"), contents(tmp_path / "two")
    assert one == two
    assert len(one) == 2 + 3 * 2
    assert one != contents(tmp_path / "three")


def test_the_log_ends_before_the_day_of_now(log_lake: Lake) -> None:
    last = midnight(NOW).date() - timedelta(days=1)
    for name in ("decisions", "slots", "events"):
        assert log_lake.days(name)[-1] == last
        assert len(log_lake.days(name)) == DAYS


def test_every_view_of_the_day_has_its_decision_and_its_slots(log_lake: Lake) -> None:
    decisions = fetch(log_lake.read("decisions")).to_pydict()
    slots = fetch(log_lake.read("slots"))
    assert len(set(decisions["decision"])) == DAYS * VIEWS
    assert len(slots) > 0.95 * DAYS * VIEWS * 13
    assert set(slots["decision"].to_pylist()) == set(decisions["decision"])
    arms = Counter(decisions["arm"])
    # A share of 0.1 of 3,600, within 4.5 standard errors.
    assert abs(arms["control"] - 360) < 4.5 * np.sqrt(3_600 * 0.09)
    assert arms["baseline"] + arms["control"] == DAYS * VIEWS


def test_events_lie_between_their_decision_and_the_end_of_its_day(log_lake: Lake) -> None:
    events, decisions = log_lake.read("events"), log_lake.read("decisions")
    joined = events.inner_join(decisions.select("decision", "decided_at"), "decision")
    rows = fetch(joined.select("decided_at", "happened_at", "received_at")).to_pydict()
    assert all(map(lambda a, b: a <= b, rows["decided_at"], rows["happened_at"]))
    assert all(map(lambda a, b: a <= b, rows["happened_at"], rows["received_at"]))
    assert all(
        a.date() == b.date() for a, b in zip(rows["decided_at"], rows["received_at"], strict=True)
    )


def test_propensities_are_chances(log_lake: Lake) -> None:
    slots = fetch(log_lake.read("slots"))
    propensity = slots["propensity"].to_numpy()
    eligible = slots["eligible"].to_numpy()
    assert ((propensity > 0) & (propensity <= 1)).all()
    assert (slots["forced"].to_numpy(zero_copy_only=False) == (eligible == 1)).all()
    assert (propensity[eligible == 1] == 1).all()


def test_the_control_draws_with_equal_chances(log_lake: Lake) -> None:
    slots, decisions = log_lake.read("slots"), log_lake.read("decisions")
    control = decisions.filter(decisions.arm == "control").select("decision")
    rows = fetch(slots.semi_join(control, "decision"))
    assert np.allclose(rows["propensity"].to_numpy() * rows["eligible"].to_numpy(), 1)


def test_logged_clicks_agree_with_the_known_rates(world: SampleWorld, log_lake: Lake) -> None:
    until = midnight(NOW)
    exposures = read_exposures(log_lake, since=FIRST, until=until)
    clicks = sum(exposures["clicks"].to_pylist())
    expected = variance = 0.0
    for day in logged(world):
        for placement in world.placements:
            slate = day.pages.slates[placement.id].promos
            chances = world.click_rates(day.visits, np.maximum(slate, 0))
            chances = chances * world.examination(day.visits, placement)
            seen = chances[day.responses[placement.id].viewed]
            expected += seen.sum()
            variance += (seen * (1 - seen)).sum()
    assert len(exposures) == sum(
        day.responses[placement.id].viewed.sum()
        for day in logged(world)
        for placement in world.placements
    )
    # Beyond four standard errors with probability 6e-5.
    assert abs(clicks - expected) < 4 * np.sqrt(variance)
    assert clicks > 200


def test_rules_hold_in_the_log(world: SampleWorld, log_lake: Lake) -> None:
    footer = world.placements[1]
    for day in logged(world):
        slates = day.pages.slates
        for row, shown in enumerate(slates[footer.id].promos):
            promos = [world.promos[at] for at in shown if at != EMPTY]
            kinds = Counter(promo.kind for promo in promos)
            sources = Counter(promo.source for promo in promos)
            assert all(kinds[kind] <= most for kind, most in RULES.maximum_per_kind.items())
            assert kinds["guide"] >= 1
            assert kinds["offer"] >= 2
            assert max(sources.values()) <= 3
            assert len({promo.title for promo in promos}) == len(promos)
            assert slates["in-article"].promos[row, 0] not in shown


def test_popularity_is_learned_day_by_day(world: SampleWorld) -> None:
    first, *_, last = logged(world)
    rates = world.expected_click_rates(last.visits, np.arange(len(world.promos))[None, :])
    worth = rates.mean(axis=0)
    means = [
        worth[day.pages.slates["footer"].promos[~day.pages.is_control]].mean()
        for day in (first, last)
    ]
    assert means[1] > means[0]


def test_versions_as_served_are_in_the_lake(world: SampleWorld, log_lake: Lake) -> None:
    promos = fetch(log_lake.read("promos")).to_pylist()
    articles = fetch(log_lake.read("articles")).to_pylist()
    assert [row["id"] for row in promos] == [promo.id for promo in world.promos]
    assert {(row["id"], row["title"]) for row in articles} == {
        (article.id, article.title) for article in world.articles
    }
    assert {row["valid_from"] for row in promos} == {FIRST}

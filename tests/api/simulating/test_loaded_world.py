"""Worlds that are none, or break the rules of worlds, are refused with what to do."""

from datetime import UTC, datetime
from typing import Any

import pytest

from api.simulating.contest import Bout, play
from api.simulating.loaded_world import USUAL, load_world, plan_of
from data.publisher.sample_world import SampleWorld
from data.worlds.trial_plan import TrialPlan
from recommender.errors import InvalidWorld
from tests.api.simulating.games import a_plan, a_world

WORLDS = "tests.api.simulating.tiny_worlds"


def test_a_world_comes_by_its_import_path() -> None:
    world = load_world(f"{WORLDS}:tiny", seed=7)
    assert [placement.id for placement in world.placements] == ["in-article", "footer"]


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("nowhere", "say package.module:factory"),
        ("no_such_package:world", "cannot be imported"),
        (f"{WORLDS}:no_such_factory", "has no factory 'no_such_factory'"),
        (f"{WORLDS}:nothing", "it lacks site, articles, promos"),
    ],
)
def test_a_path_that_leads_to_no_world_is_refused(path: str, told: str) -> None:
    with pytest.raises(InvalidWorld, match=told):
        load_world(path, seed=1)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("untold", "expected_click_rates holds NaN"),
        ("certain", r"click_rates reaches from .* keep to \[0, 1\]"),
        ("narrow", r"expected_click_rates has the shape \(40, 1\), expected \(40, 64\)"),
        ("barren", "no promo is eligible .* give the world's promos longer flights"),
        ("haunted", "respond lets readers click what they do not view"),
        ("worthless", "even who knows the truth earns nothing"),
        ("wordy", "expected_click_rates holds <U.*: every rate must be a number"),
        ("ragged", r"visits: device has the shape \(41,\), expected \(40,\)"),
        ("counting", "respond must return booleans"),
    ],
)
def test_a_world_that_breaks_the_rules_of_worlds_is_refused(name: str, told: str) -> None:
    bout = Bout(path=f"{WORLDS}:{name}", seed=1, policies=("random",), days=1, views=40)
    with pytest.raises(InvalidWorld, match=told):
        play(bout)


def test_a_world_is_played_as_it_plans_unless_asked_otherwise() -> None:
    world = a_world()
    assert plan_of(world, days=None, views=None) == USUAL
    world.plan = a_plan(days=4)
    assert plan_of(world, days=None, views=None).days == 4
    assert plan_of(world, days=1, views=None) == a_plan(days=1)
    assert isinstance(plan_of(world, days=None, views=9), TrialPlan)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"days": 0}, "a day and a view"),
        ({"views_a_day": 0}, "a day and a view"),
        ({"first_day": datetime(2026, 11, 24)}, "midnight UTC"),  # noqa: DTZ001 - refused
        ({"first_day": datetime(2026, 11, 24, 9, tzinfo=UTC)}, "midnight UTC"),
    ],
)
def test_a_plan_with_nothing_to_play_is_refused(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(InvalidWorld, match=told):
        a_plan(**changes)


def test_a_plan_of_another_form_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SampleWorld, "plan", {"days": 3}, raising=False)
    with pytest.raises(InvalidWorld, match="TrialPlan is one"):
        load_world(f"{WORLDS}:tiny", seed=7)

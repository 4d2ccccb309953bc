"""Slates are worth what the known rates say: random less than best, served by arm and model."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from api.visiting.crowd import Seen
from api.visiting.known_rates import (
    Worth,
    best_worth,
    joined_visits,
    random_worth,
    served_worth,
)
from api.visiting.progress import line, stretch
from api.visiting.slates_asked import Page
from api.visiting.visitor import Visited
from data.worlds.world import midnight
from data.worlds.worth import expected_clicks
from tests.data.publisher.small_publisher import NOW, a_small_world

WORLD = a_small_world()
VISITS = WORLD.visits(midnight(NOW), count=40, rng=np.random.default_rng(1))


def visited(row: int, *, arm: str = "learned", model: str | None = "m-1") -> Visited:
    slates = {each.id: np.arange(each.slots)[None, :] for each in WORLD.placements}
    return Visited(VISITS.chosen(np.array([row])), Page(arm, model, "learned", slates, ()), 5, 1)


def test_random_slates_are_worth_less_than_the_best() -> None:
    rng = np.random.default_rng(1)
    assert random_worth(WORLD, VISITS, rng).mean < 0.8 * best_worth(WORLD, VISITS, rng).mean


def test_what_was_served_is_worth_its_known_rates_by_arm_and_model() -> None:
    pages = [visited(0), visited(1), visited(2, arm="control", model=None)]
    found = served_worth(WORLD, pages)
    assert {key: worth.pages for key, worth in found.items()} == {
        ("learned", "m-1"): 2,
        ("control", ""): 1,
    }
    alone = expected_clicks(WORLD, pages[2].visits, pages[2].page.slates)
    assert found["control", ""].total == pytest.approx(alone.sum())


def test_means_have_errors() -> None:
    worth, other = Worth(), Worth()
    worth.add(np.array([1.0, 2.0]))
    other.add(np.array([3.0]))
    worth.join(other)
    assert (worth.mean, worth.error) == pytest.approx((2.0, (2 / 3 / 2) ** 0.5))
    assert (Worth().mean, other.error) == (0.0, 0.0)


def test_visits_are_joined_in_order() -> None:
    joined = joined_visits([visited(3), visited(1)])
    assert joined.article.tolist() == VISITS.article[[3, 1]].tolist()


def test_a_line_tells_what_matters() -> None:
    seen = Seen([visited(0), visited(1, arm="control")], failed=2)
    found = stretch(
        WORLD, seen, at=datetime.now(UTC), seconds=4, waiting=3, rng=np.random.default_rng(1)
    )
    told = line(found, time_of_day="12:00:00")
    assert told.startswith("12:00:00  0.5 views/s  1.00 clicks/view")
    for part in ("learned 0.", "control 0.", "random 0.", "best ", "model m-1", "2 pages", "3 eve"):
        assert part in told


def test_a_stretch_without_visits_is_told_too() -> None:
    nothing = stretch(
        WORLD, Seen(failed=9), at=NOW, seconds=5, waiting=0, rng=np.random.default_rng(1)
    )
    assert "9 pages without slots" in line(nothing, time_of_day="12:00:00")
    assert replace(nothing).content()["served"] == []

"""Tastes of the drifting world change at two moments and at no other; promos come and go."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from data.publisher.readers import DEVICES
from data.trial_worlds.drifting import CHANGING_DAYS, CHANGING_HOURS
from data.trial_worlds.trial_promos import DEATHS_A_DAY, KINDS
from data.worlds.world import Visits
from recommender.domain import Layout
from tests.data.trial_worlds.trials import (
    DAY_MS,
    HOUR_MS,
    a_day,
    a_drifting_world,
    every,
    moved,
)
from tests.world_policies import clicks_a_view, truth

SEED = 3


def undated_logits(visits: Visits) -> np.ndarray:
    """Return the log-odds of these visits with the promos that do not age, whoever is alive."""
    world = a_drifting_world(SEED)
    undated = [row for row, promo in enumerate(world.promos) if not promo.published_at]
    rates = world.click_rates(visits, np.array([undated]))
    return np.asarray(np.log(rates / (1 - rates)))


def hours_of_change() -> list[int]:
    """Return the hours, counted from the first day, at which log-odds differ from one before."""
    world = a_drifting_world(SEED)
    one = a_day(world, count=1)
    start_ms = round(world.plan.first_day.timestamp() * 1000)
    at = [
        undated_logits(replace(one, at_ms=np.array([start_ms + hour * HOUR_MS])))
        for hour in range(24 * world.plan.days)
    ]
    return [hour for hour in range(1, len(at)) if not np.array_equal(at[hour - 1], at[hour])]


def test_tastes_change_at_an_hour_of_two_days_and_at_no_other() -> None:
    days_and_hours = [divmod(hour, 24) for hour in hours_of_change()]
    assert tuple(day for day, _ in days_and_hours) == CHANGING_DAYS
    assert all(CHANGING_HOURS[0] <= hour < CHANGING_HOURS[1] for _, hour in days_and_hours)


def test_each_change_is_large_and_leaves_most_of_what_was_true() -> None:
    visits = a_day(a_drifting_world(SEED), count=300)
    days = [undated_logits(moved(visits, day * DAY_MS)) for day in (0, 2, 5, 8)]
    assert np.array_equal(days[0], days[1])
    for before, after in ((days[1], days[2]), (days[2], days[3])):
        assert 0.1 < np.abs(after - before).mean() < 0.5
        assert 0.7 < np.corrcoef(before.ravel(), after.ravel())[0, 1] < 0.97


def test_some_490_promos_live_at_any_time_while_some_are_born_and_die_daily() -> None:
    world = a_drifting_world(SEED)
    live = [world.eligible(a_day(world, day, count=300)) for day in range(world.plan.days)]
    assert all(475 < each.sum(axis=1).min() <= each.sum(axis=1).max() == 490 for each in live)
    ever = np.array([each.any(axis=0) for each in live])
    # Those who die on a day are still seen on it, those born on it already.
    gone = ever[:-1].sum(axis=1) - (ever[:-1] & ever[1:]).sum(axis=1)
    new = ever[1:].sum(axis=1) - (ever[:-1] & ever[1:]).sum(axis=1)
    assert (np.abs(gone - DEATHS_A_DAY) <= 3).all()
    assert (np.abs(new - DEATHS_A_DAY) <= 3).all()


def test_like_follows_like() -> None:
    world = a_drifting_world(SEED)
    for moment in (promo.starts_at for promo in world.promos if promo.starts_at):
        alive = [
            promo.kind
            for promo in world.promos
            if (promo.starts_at is None or promo.starts_at <= moment)
            and (promo.ends_at is None or moment < promo.ends_at)
        ]
        assert Counter(alive) == KINDS


def test_a_new_story_is_new_from_its_birth_on() -> None:
    newborn = [each for each in a_drifting_world(SEED).promos if each.starts_at]
    assert len(newborn) == 100
    stories = [each for each in newborn if each.kind == "story"]
    assert stories
    assert all(each.published_at == each.starts_at for each in stories)


def test_grid_stands_in_three_columns_but_on_a_phone_in_one() -> None:
    world = a_drifting_world(SEED)
    footer = world.placements[0]
    assert (footer.layout, footer.slots) == (Layout.GRID, 12)
    visits = a_day(world)
    theta = world.examination(visits, footer)
    slate = np.tile(np.arange(12), (len(visits), 1))
    viewed = world.respond(visits, {"footer": slate}, np.random.default_rng(1))["footer"].viewed
    for at, name in enumerate(DEVICES):
        rows = 12 if name == "mobile" else 4
        falls = -np.diff(theta[visits.device == at][0])
        assert (falls > 0.04).sum() <= rows - 1
        by_row = viewed[visits.device == at].reshape(-1, rows, 12 // rows)
        assert (by_row == by_row[:, :, :1]).all()


def test_random_promos_are_clicked_at_the_stated_rate_on_the_first_day() -> None:
    world = a_drifting_world(SEED)
    visits = a_day(world, count=2_000)
    rates = world.click_rates(visits, every(world))
    assert rates[world.eligible(visits)].mean() == pytest.approx(0.04, abs=0.002)


def test_what_was_best_before_a_change_is_not_best_after_it() -> None:
    world = a_drifting_world(SEED)
    later = a_day(world, 8, count=300)
    old = clicks_a_view(world, later, lambda batch: truth(world)(moved(batch, -6 * DAY_MS)))
    assert old.mean() < 0.95 * clicks_a_view(world, later, truth(world)).mean()

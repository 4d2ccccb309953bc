"""Clicks are few in the sparse world, and it differs from the stationary one in nothing else."""

import pytest

from tests.data.trial_worlds.trials import a_day, a_sparse_world, a_stationary_world, every
from tests.world_policies import clicks_a_view, truth


def test_random_promos_are_clicked_once_in_two_hundred_looks() -> None:
    world = a_sparse_world(3)
    visits = a_day(world, count=2_000)
    rates = world.click_rates(visits, every(world))
    assert rates[world.eligible(visits)].mean() == pytest.approx(0.005, abs=0.0003)


def test_promos_are_those_of_the_stationary_world_for_fewer_and_larger_days() -> None:
    world = a_sparse_world(3)
    assert world.promos == a_stationary_world(3).promos
    assert (world.plan.days, world.plan.views_a_day) == (8, 12_000)
    published_at = [article.published_at for article in world.articles if article.published_at]
    assert (max(published_at) - world.plan.first_day).days == 7


def test_knowing_the_truth_pays_as_much_as_where_clicks_are_many() -> None:
    world = a_sparse_world(3)
    visits = a_day(world, count=400)
    knowable = clicks_a_view(world, visits, truth(world)).mean()
    assert 2.2 < knowable / clicks_a_view(world, visits, None).mean() < 4.5
    assert knowable == pytest.approx(0.12, abs=0.04)

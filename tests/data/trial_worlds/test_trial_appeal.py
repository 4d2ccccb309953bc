"""Abrupt changes redraw a third of the sections' tastes and a fifth of the promos' qualities."""

from itertools import pairwise

import numpy as np

from data.trial_worlds.trial_appeal import section_tastes, trial_eras
from tests.data.trial_worlds.trials import a_stationary_world

SEED = 3


def test_a_third_of_what_sections_like_is_redrawn_at_each_change() -> None:
    tastes = [section_tastes(SEED, changes=changes) for changes in range(3)]
    for before, after in pairwise(tastes):
        assert (before != after).sum() == before.size // 3
    assert (tastes[0] == tastes[2]).mean() < 2 / 3


def test_a_fifth_of_the_qualities_is_redrawn_at_each_change_and_nothing_else() -> None:
    world = a_stationary_world(SEED)
    articles, promos = world.articles[:50], world.promos
    eras = trial_eras(SEED, articles, promos, changes_ms=(10, 20))
    assert [era.since_ms for era in eras[1:]] == [10, 20]
    for before, after in pairwise(eras):
        assert (before.appeal.own != after.appeal.own).sum() == len(promos) // 5
        assert not np.allclose(before.appeal.by_article, after.appeal.by_article)
        for name in ("by_segment", "by_place", "by_device", "by_hour"):
            assert getattr(before.appeal, name) is getattr(after.appeal, name)


def test_articles_of_one_section_change_alike() -> None:
    world = a_stationary_world(SEED)
    eras = trial_eras(SEED, world.articles, world.promos, changes_ms=(10,))
    change = eras[1].appeal.by_article - eras[0].appeal.by_article
    sport = [row for row, each in enumerate(world.articles) if each.category == "sport"]
    food = [row for row, each in enumerate(world.articles) if each.category == "food"]
    assert np.allclose(change[sport], change[sport[0]])
    assert not np.allclose(change[sport[0]], change[food[0]])

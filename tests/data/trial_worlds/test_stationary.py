"""Every trial world's mechanics and bounds, and that tastes of this one stay as they are."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from data.publisher.readers import DEVICES
from data.trial_worlds.stationary import stationary
from tests.data.trial_worlds.trials import DAY_MS, a_day, a_stationary_world, every, moved
from tests.world_policies import clicks_a_view, truth


def test_equal_seeds_give_equal_catalogues_and_truth() -> None:
    one, two = a_stationary_world(3), stationary(3)
    assert one.promos == two.promos
    assert one.articles == two.articles
    visits = a_day(one, count=50)
    assert np.array_equal(one.click_rates(visits, every(one)), two.click_rates(visits, every(two)))


def test_another_seed_gives_another_catalogue_and_truth() -> None:
    one, two = a_stationary_world(3), a_stationary_world(4)
    assert one.promos != two.promos
    visits = a_day(one, count=50)
    assert not np.allclose(
        one.click_rates(visits, every(one)), two.click_rates(visits, every(two)), rtol=0.05
    )


def test_490_promos_of_five_kinds_and_forty_unequal_sources_live_all_the_time() -> None:
    world = a_stationary_world(3)
    assert Counter(promo.kind for promo in world.promos) == {
        "story": 190,
        "offer": 150,
        "guide": 70,
        "event": 50,
        "house": 30,
    }
    sizes = Counter(promo.source for promo in world.promos)
    assert 35 <= len(sizes) <= 40
    assert max(sizes.values()) > 5 * np.median(list(sizes.values()))
    assert len({promo.id for promo in world.promos}) == 490
    for day in (0, 9):
        live = world.eligible(a_day(world, day)).sum(axis=1)
        assert live.max() == 490
        assert live.min() > 475


def test_offers_for_one_country_are_shown_there_alone() -> None:
    world = a_stationary_world(3)
    visits = a_day(world)
    eligible = world.eligible(visits)
    at_home = np.array([world.reader(visits, row).country == "JP" for row in range(len(visits))])
    only_at_home = np.array([promo.countries == ("JP",) for promo in world.promos])
    assert only_at_home.any()
    assert eligible[at_home].all()
    assert np.array_equal(eligible[~at_home], np.broadcast_to(~only_at_home, (sum(~at_home), 490)))


def test_news_goes_on_and_fresh_articles_are_read_most() -> None:
    world = a_stationary_world(3)
    for day in (0, 9):
        visits = a_day(world, day, count=2_000)
        published = [world.article(visits, row).published_at for row in range(len(visits))]
        age_days = np.array(
            [
                (at_ms / 1000 - at.timestamp()) / 86_400
                for at_ms, at in zip(visits.at_ms, published, strict=True)
                if at
            ]
        )
        assert (age_days >= 0).all()
        assert (age_days < 1).mean() > (age_days > 3).mean()
        assert (age_days < 10).mean() > 0.9


def test_random_promos_are_clicked_at_the_stated_rate() -> None:
    world = a_stationary_world(3)
    visits = a_day(world, count=2_000)
    rates = world.click_rates(visits, every(world))
    assert rates[world.eligible(visits)].mean() == pytest.approx(0.04, abs=0.002)
    assert 0 < rates.min() < rates.max() < 0.8


def test_expected_rates_are_the_mean_over_segments() -> None:
    world = a_stationary_world(3)
    visits = a_day(world, count=40_000)
    alike = (visits.place == 0) & (visits.device == 0) & (visits.local_hour == 20)
    one = visits.chosen(np.flatnonzero(alike)[:1].repeat(alike.sum()))
    chosen = replace(one, segment=visits.segment[alike])
    known = world.click_rates(chosen, every(world))
    differences = known - world.expected_click_rates(chosen, every(world))
    error = differences.std(axis=0) / np.sqrt(len(chosen))
    # 490 promos, each beyond 4.5 standard errors with probability 7e-6.
    assert (np.abs(differences.mean(axis=0)) < 4.5 * error + 1e-12).all()


def test_rates_of_chosen_promos_are_those_of_all_and_in_any_chunk() -> None:
    world = a_stationary_world(3)
    visits = a_day(world, count=90)
    slate = np.random.default_rng(5).integers(490, size=(90, 12))
    for rates in (world.click_rates, world.expected_click_rates):
        whole = rates(visits, every(world))
        assert np.array_equal(rates(visits, slate), np.take_along_axis(whole, slate, axis=1))
        part = rates(visits.chosen(slice(30, 50)), every(world))
        assert np.array_equal(part, whole[30:50])


def test_features_alone_do_not_tell_the_truth() -> None:
    world = a_stationary_world(3)
    visits = a_day(world, count=300)
    mean_logit = np.log(world.expected_click_rates(visits, every(world))).mean(axis=0)
    stories = [row for row, promo in enumerate(world.promos) if promo.kind == "story"]
    alike: dict[tuple[object, ...], list[float]] = {}
    for row in stories:
        promo = world.promos[row]
        alike.setdefault((promo.source, promo.topics, promo.label), []).append(mean_logit[row])
    spreads = [np.std(values) for values in alike.values() if len(values) > 2]
    assert spreads
    assert min(spreads) > 0.05


def test_readers_look_less_far_down_on_a_desktop_than_on_a_phone() -> None:
    world = a_stationary_world(3)
    visits = a_day(world)
    theta = world.examination(visits, world.placements[0])
    assert (theta[:, 0] == 1).all()
    last = {name: theta[visits.device == at, -1].mean() for at, name in enumerate(DEVICES)}
    assert last["desktop"] < last["tablet"] < last["mobile"] < 0.6


def test_first_slot_is_always_viewed_and_later_ones_less() -> None:
    world = a_stationary_world(3)
    visits = a_day(world, count=3_000)
    slate = np.tile(np.arange(12), (len(visits), 1))
    response = world.respond(visits, {"footer": slate}, np.random.default_rng(6))["footer"]
    viewed = response.viewed.mean(axis=0)
    assert viewed[0] == 1
    assert (np.diff(viewed) < 0).all()
    assert not (response.clicked & ~response.viewed).any()


def test_tastes_stay_as_they_are() -> None:
    world = a_stationary_world(3)
    visits = a_day(world, count=200)
    undated = np.array([row for row, each in enumerate(world.promos) if not each.published_at])
    later = moved(visits, 9 * DAY_MS)
    assert np.array_equal(
        world.click_rates(visits, undated[None, :]), world.click_rates(later, undated[None, :])
    )


def test_knowing_the_truth_pays_and_knowing_the_segment_a_little_more() -> None:
    world = a_stationary_world(3)
    visits = a_day(world, count=400)
    by_promo = world.expected_click_rates(visits, every(world)).mean(axis=0)
    random = clicks_a_view(world, visits, None).mean()
    popular = clicks_a_view(world, visits, lambda batch: np.tile(by_promo, (len(batch), 1))).mean()
    known = clicks_a_view(world, visits, truth(world)).mean()
    all_known = clicks_a_view(world, visits, lambda batch: world.click_rates(batch, every(world)))
    assert 2.2 < known / random < 4
    assert 1.2 < known / popular < 2.2
    assert 1.02 < all_known.mean() / known < 1.3

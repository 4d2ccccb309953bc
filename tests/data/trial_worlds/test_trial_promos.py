"""The promos of trial worlds: what they tell of themselves, and what they keep back."""

from collections import Counter

from data.trial_worlds.vocabulary import TOPICS
from tests.data.trial_worlds.trials import a_drifting_world, a_stationary_world


def test_only_offers_are_sponsored_and_have_advertisers() -> None:
    for promo in a_stationary_world(3).promos:
        assert promo.sponsored == (promo.kind == "offer") == (promo.advertiser is not None)


def test_only_stories_have_a_date_and_all_are_older_than_the_first_day() -> None:
    world = a_stationary_world(3)
    for promo in world.promos:
        assert (promo.published_at is not None) == (promo.kind == "story")
        assert promo.published_at is None or promo.published_at <= world.plan.first_day


def test_most_promos_tell_topics_and_some_none() -> None:
    topics = [promo.topics for promo in a_stationary_world(3).promos]
    told = Counter(len(each) for each in topics)
    assert set(told) <= {0, 1, 2, 3}
    assert 0.05 < told[0] / told.total() < 0.4
    assert {topic for promo in a_stationary_world(3).promos for topic in promo.topics} == set(
        TOPICS
    )


def test_every_promo_has_its_own_name_however_many_come_and_go() -> None:
    promos = a_drifting_world(3).promos
    assert len({promo.id for promo in promos}) == len({promo.url for promo in promos}) == 590

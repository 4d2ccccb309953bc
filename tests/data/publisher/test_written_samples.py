"""The written samples make a publisher: pages fill, rates are a publisher's, truth is worth it."""

from datetime import timedelta

import numpy as np
import pytest

from data.publisher.logged_visits import LoggedVisits
from data.publisher.readers import PLACES
from data.publisher.sample_catalogue import OFFSETS, SAMPLES, read_samples, sample_rows
from data.publisher.sample_home import SEED
from data.publisher.sample_world import SampleWorld
from data.publisher.synthetic_log import synthetic_days
from data.worlds.world import EMPTY, midnight
from recommender.domain import Article, Placement, Promo, Site, Source
from tests.data.publisher.small_publisher import NOW
from tests.world_policies import clicks_a_view, truth

NOUNS = {
    "sites": Site,
    "sources": Source,
    "articles": Article,
    "promos": Promo,
    "placements": Placement,
}


@pytest.fixture(scope="module")
def world() -> SampleWorld:
    """Return the truth of the written samples."""
    return SampleWorld(read_samples(NOW), seed=SEED)


@pytest.fixture(scope="module")
def last_day(world: SampleWorld) -> LoggedVisits:
    """Return the third of three days of the log."""
    first = midnight(NOW) - timedelta(days=3)
    *_, (_, day) = synthetic_days(world, first=first, seed=SEED, days=3, views_a_day=1_500)
    return day


@pytest.mark.parametrize("noun", NOUNS)
def test_every_field_is_the_domains_or_an_offset(noun: str) -> None:
    known = set(NOUNS[noun].__dataclass_fields__) | set(OFFSETS)
    for row in sample_rows(SAMPLES, noun):
        assert set(row) <= known, row["id"]


def test_every_readers_page_is_full(world: SampleWorld, last_day: LoggedVisits) -> None:
    for placement in world.placements:
        filled = last_day.pages.slates[placement.id].promos != EMPTY
        for row, place in enumerate(PLACES):
            there = filled[last_day.visits.place == row]
            # House notices fill the native slot where no offer is meant for the reader.
            assert there.mean() > 0.99, (placement.id, place.country, place.region)


def test_click_rates_are_a_publishers(world: SampleWorld, last_day: LoggedVisits) -> None:
    first = last_day.pages.slates["footer"].promos[:, :1]
    assert (first != EMPTY).all()
    assert 0.02 < world.click_rates(last_day.visits, first).mean() < 0.045
    eligible = world.eligible(last_day.visits)
    every = np.arange(len(world.promos))[None, :]
    assert np.quantile(world.click_rates(last_day.visits, every)[eligible], 0.999) < 0.5


def test_knowing_who_reads_what_pays(world: SampleWorld, last_day: LoggedVisits) -> None:
    visits = last_day.visits
    rates = world.expected_click_rates(visits, np.arange(len(world.promos))[None, :])
    popular = (rates * world.eligible(visits)).mean(axis=0)
    known = clicks_a_view(world, visits, truth(world)).mean()
    by_promo = clicks_a_view(
        world, visits, lambda some: np.broadcast_to(popular, (len(some), len(popular)))
    ).mean()
    assert known > 1.1 * by_promo
    assert by_promo > 1.2 * clicks_a_view(world, visits, None).mean()

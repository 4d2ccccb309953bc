"""A log's things are described as serving describes a page and its promos at that moment."""

from datetime import timedelta

import pytest

from recommender.crossed.cross_features import crossed_promo_features, page_features
from recommender.domain import Article, Reader
from tests.builders import a_promo, an_article
from tests.training.log_builder import FIRST, a_row, exposure_table, exposures_of
from training.crossed_things import BARE, CrossedThings, aged_promos

ARTICLE = an_article(id="w0", title="Warm sea, cold noodles", category="world", tags=("sea", "war"))


@pytest.mark.parametrize("article", [ARTICLE, an_article(id="w0", title="", category=None)])
def test_an_article_and_a_reader_make_the_page_that_serving_makes(article: Article) -> None:
    row = a_row(country="JP", region="13", device="mobile", local_hour=23, signed_in=True)
    log = exposures_of(exposure_table([row]), articles=[article])
    things = CrossedThings()
    (about_article,), (about_reader,) = things.articles(log), things.readers(log)
    reader = Reader(country="JP", region="13", device="mobile", signed_in=True)
    served = page_features(article, reader, local_hour=23)
    assert sorted((*about_article, *about_reader)) == sorted(served)
    assert about_article[0] == BARE[0]


def test_a_page_that_is_no_article_is_known_by_its_reader() -> None:
    log = exposures_of(exposure_table([a_row(article=None)]))
    assert CrossedThings().articles(log) == [BARE]


def test_a_promo_has_a_row_for_each_age_at_which_it_was_decided_on() -> None:
    promo = a_promo(id="new", published_at=FIRST, topics=("food",))
    ages = [timedelta(minutes=1), timedelta(hours=23), timedelta(minutes=9), timedelta(days=40)]
    rows = [a_row(promo="new", decided_at=FIRST + age) for age in ages]
    row, features = aged_promos(exposures_of(exposure_table(rows), promos=[promo]))
    assert len(features) == 3
    for at, age in zip(row.tolist(), ages, strict=True):
        assert features[at] == tuple(crossed_promo_features(promo, now=FIRST + age))


@pytest.mark.parametrize("published_at", [None, FIRST + timedelta(days=700)])
def test_a_promo_without_a_date_or_of_the_future_has_one_age(published_at: object) -> None:
    promo = a_promo(id="new", published_at=published_at)
    rows = [a_row(promo="new", decided_at=FIRST + timedelta(days=day)) for day in (0, 9)]
    row, (features,) = aged_promos(exposures_of(exposure_table(rows), promos=[promo]))
    assert row.tolist() == [0, 0]
    assert features == tuple(crossed_promo_features(promo, now=FIRST))


def test_a_promo_that_was_never_served_is_known_by_its_id() -> None:
    _, features = aged_promos(exposures_of(exposure_table([a_row(promo="gone")])))
    assert features == [(*BARE, ("promo:gone", 1.0))]

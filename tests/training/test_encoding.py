"""Codes describe each exposure as serving would describe its page."""

from datetime import timedelta

from recommender.domain import Reader
from recommender.features import promo_features, reader_features
from tests.builders import a_promo
from tests.training.log_builder import (
    FIRST,
    STORIES,
    a_log,
    a_row,
    exposure_table,
    exposures_of,
    served_as,
)
from training.encoding import encoded


def test_features_are_those_of_serving() -> None:
    promo = a_promo(id="new", published_at=FIRST - timedelta(days=3), topics=("food",))
    row = a_row(promo="new", country="JP", device="mobile", local_hour=23, signed_in=True)
    exposures = exposures_of(exposure_table([row]), promos=[promo])
    noon = FIRST + timedelta(hours=12)
    assert exposures.promos.names[exposures.promo[0]] == tuple(promo_features(promo, now=noon))
    reader = Reader(country="JP", device="mobile", signed_in=True)
    expected = tuple(reader_features(reader, local_hour=23))
    assert exposures.readers.names[exposures.reader[0]] == expected


def test_what_was_never_served_is_known_by_its_id() -> None:
    exposures = exposures_of(exposure_table([a_row(promo="gone", article="gone")]))
    assert exposures.promos.names == [("promo:gone",)]
    assert "article:daily/gone" in exposures.articles.names[0]


def test_a_page_that_is_no_article_has_no_features() -> None:
    exposures = exposures_of(exposure_table([a_row(article=None)]))
    assert exposures.articles.names == [()]


def test_versions_are_told_apart() -> None:
    rows = [a_row(promo_version=1), a_row(promo_version=2), a_row(promo_version=None)]
    served = served_as([], STORIES)
    exposures = encoded(exposure_table(rows), served)
    assert len(set(exposures.promo.tolist())) == 3
    assert exposures.promo_ids == ["story-0"] * 3


def test_an_empty_log_is_encoded() -> None:
    assert len(exposures_of(exposure_table([]))) == 0


def test_parts_keep_the_codes() -> None:
    exposures = exposures_of(a_log(visits=50))
    late = exposures.part(100, 200)
    assert late.promo.tolist() == exposures.promo[100:].tolist()
    assert late.promos is exposures.promos
    assert exposures.where(exposures.clicks > 0).clicks.min() > 0

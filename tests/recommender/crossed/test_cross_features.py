"""What crosses: fields of equal strength, whatever a page or promo has much of."""

from collections import defaultdict
from datetime import UTC, datetime

import pytest

from recommender.crossed.cross_features import (
    crossed_promo_features,
    field_of,
    page_features,
)
from recommender.domain import Reader
from tests.builders import a_promo, an_article

NOW = datetime(2026, 11, 28, tzinfo=UTC)
READER = Reader(country="JP", device="mobile")


def strengths(features: list[tuple[str, float]]) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for name, strength in features:
        found[field_of(name)] += strength**2
    return dict(found)


def test_every_field_has_the_same_strength_however_many_values_it_has() -> None:
    article = an_article(tags=tuple(f"tag {at}" for at in range(40)), title="One two three words")
    for share in strengths(page_features(article, READER, local_hour=7)).values():
        assert share == pytest.approx(1.0)
    promo = a_promo(topics=tuple(f"topic {at}" for at in range(10_000)))
    for share in strengths(crossed_promo_features(promo, now=NOW)).values():
        assert share == pytest.approx(1.0)


def test_a_promo_with_nothing_but_its_name_has_features() -> None:
    promo = a_promo(title="", topics=(), label=None)
    assert {"bias", "promo", "kind", "source"} <= strengths(
        crossed_promo_features(promo, now=NOW)
    ).keys()


def test_words_are_the_same_however_they_are_written() -> None:
    plain = page_features(an_article(title="Ramen in Tokyo"), READER, local_hour=7)
    loud = page_features(an_article(title="TOKYO: ramen, ramen!"), READER, local_hour=7)
    words = [{name for name, _ in each if field_of(name) == "word"} for each in (plain, loud)]
    assert words[0] == words[1] != set()


def test_no_name_comes_twice() -> None:
    article = an_article(tags=("food", "tokyo", "food"))
    names = [name for name, _ in page_features(article, READER, local_hour=7)]
    names += [name for name, _ in crossed_promo_features(a_promo(topics=("a", "a")), now=NOW)]
    assert names.count("tag:food") == names.count("topic:a") == 1
    assert [name for name in set(names) if names.count(name) > 1] == ["bias:"]


def test_regions_of_the_same_code_are_apart_by_country() -> None:
    readers = [Reader(country=country, region="13") for country in ("JP", "PL")]
    told = [dict(page_features(an_article(), each, local_hour=7)) for each in readers]
    assert told[0]["place:JP/13"] == told[1]["place:PL/13"] == 1.0


def test_a_reader_from_nowhere_has_no_place() -> None:
    told = page_features(an_article(), Reader(region="13"), local_hour=7)
    assert not [name for name, _ in told if field_of(name) == "place"]

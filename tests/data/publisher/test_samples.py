"""The sample publisher's contents: whole, true to the domain, and no two pieces alike."""

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import data
from data.publisher.drawings.pictures import MOTIFS
from recommender.domain import Article, Layout, Placement, Promo, Rules, Site, Source

SAMPLES = Path(data.__file__).parent / "samples"
OFFSETS = {"published_hours_ago", "starts_hours_ago", "ends_in_hours"}
SECTIONS = {
    *("national", "world", "business", "politics", "sports"),
    *("culture", "science", "opinion", "life", "food"),
}


def rows(name: str) -> list[dict[str, Any]]:
    """Return the rows of one sample file."""
    lines = (SAMPLES / f"{name}.ndjson").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


ARTICLES, PROMOS, SITES, SOURCES = rows("articles"), rows("promos"), rows("sites"), rows("sources")


def values(row: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of the domain: lists as tuples, offsets left out."""
    return {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in row.items()
        if key not in OFFSETS
    }


def same_words(title: str) -> str:
    """Return a title as the eye compares it: letters and digits alone."""
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", title).casefold()).strip()


def test_holds_as_much_as_promised() -> None:
    assert (len(SITES), len(SOURCES) >= 28) == (4, True)
    assert len(ARTICLES) >= 400
    assert len(PROMOS) >= 300
    kinds = Counter(row["kind"] for row in PROMOS)
    assert kinds["offer"] >= 110
    assert kinds["story"] >= 140
    assert (kinds["guide"] >= 30, kinds["event"], kinds["house"]) == (True, 12, 8)


def test_at_least_120_articles_are_long_and_none_is_a_stub() -> None:
    lengths = [len(row["text"].split()) for row in ARTICLES if row["language"] == "en"]
    assert sum(length >= 90 for length in lengths) >= 120
    assert min(lengths) >= 60
    assert max(lengths) <= 220


def test_a_tenth_is_in_japanese() -> None:
    japanese = [row for row in ARTICLES if row["language"] == "ja"]
    assert 40 <= len(japanese) <= 50
    assert all(re.search("[ぁ-ん]", row["text"]) for row in japanese)
    promos = [row for row in PROMOS if row.get("languages") == ["ja"]]
    assert 20 <= len(promos) <= 35
    assert all(re.search("[ぁ-んァ-ン一-龥]", row["title"]) for row in promos)


@pytest.mark.parametrize(
    ("name", "noun"),
    [("sites", Site), ("sources", Source), ("articles", Article), ("promos", Promo)],
)
def test_every_row_is_a_value_of_the_domain(name: str, noun: type) -> None:
    for row in rows(name):
        noun(**values(row))


def test_every_placement_is_a_value_of_the_domain() -> None:
    for row in rows("placements"):
        rules = Rules(**row.pop("rules"))
        placement = Placement(**values(row) | {"layout": Layout(row["layout"]), "rules": rules})
        assert placement.site in {site["id"] for site in SITES}


def test_ids_are_unique() -> None:
    for name in ("sites", "sources", "promos"):
        assert max(Counter(row["id"] for row in rows(name)).values()) == 1
    assert max(Counter((row["site"], row["id"]) for row in ARTICLES).values()) == 1


def test_every_url_is_of_an_example_host() -> None:
    urls = [row["url"] for row in (*ARTICLES, *PROMOS, *SITES, *SOURCES)]
    assert all(re.fullmatch(r"https://[a-z0-9-]+\.example/[a-z0-9/-]*", url) for url in urls)


def test_everything_named_exists() -> None:
    assert {row["site"] for row in ARTICLES} == {row["id"] for row in SITES}
    assert {row["source"] for row in PROMOS} <= {row["id"] for row in SOURCES}
    for row in (*ARTICLES, *PROMOS):
        motif, seed = re.fullmatch(r"/pictures/([a-z]+)/(\d+)\.svg", row["image"]).groups()  # type: ignore[union-attr]
        assert motif in MOTIFS, row["id"]
        assert seed


def test_paid_promos_have_a_price_and_an_advertiser_and_others_have_none() -> None:
    for row in PROMOS:
        if row["sponsored"]:
            assert 80_000 <= row["value_micros"] <= 900_000
            assert row["advertiser"]
        else:
            assert "value_micros" not in row
            assert row["kind"] != "offer"


def test_at_least_three_offers_of_different_merchants_have_the_same_words() -> None:
    offers = [row for row in PROMOS if row["kind"] == "offer"]
    sharing = Counter(same_words(row["title"]) for row in offers)
    words, count = sharing.most_common(1)[0]
    merchants = {row["advertiser"] for row in offers if same_words(row["title"]) == words}
    assert min(count, len(merchants)) >= 3


def test_no_two_articles_share_a_text_a_title_or_an_opening() -> None:
    for told in (
        [row["text"] for row in ARTICLES],
        [row["title"] for row in ARTICLES],
        [row["text"].split("\n\n")[0] for row in ARTICLES],
    ):
        assert len(set(told)) == len(ARTICLES)


def test_articles_read_as_paragraphs() -> None:
    for row in ARTICLES:
        paragraphs = row["text"].split("\n\n")
        assert 2 <= len(paragraphs) <= 7, row["id"]
        assert all(part == part.strip() and "\n" not in part for part in paragraphs), row["id"]


def test_the_daily_has_every_section() -> None:
    daily = {row["category"] for row in ARTICLES if row["site"] == "japan-daily"}
    assert daily == SECTIONS


def test_articles_have_two_to_four_tags_and_promos_one_to_three_topics() -> None:
    assert all(2 <= len(row["tags"]) <= 4 for row in ARTICLES)
    assert all(1 <= len(row["topics"]) <= 3 for row in PROMOS)


def test_a_promo_for_a_sister_article_leads_to_it() -> None:
    pages = {row["url"] for row in ARTICLES if row["site"] != "japan-daily"}
    assert pages <= {row["url"] for row in PROMOS}


def test_flights_end_after_they_start_and_some_are_still_to_come() -> None:
    flown = [row for row in PROMOS if "ends_in_hours" in row]
    assert all(row["ends_in_hours"] > -row.get("starts_hours_ago", 1) for row in flown)
    assert sum(row["ends_in_hours"] < 96 for row in flown) >= 5
    assert sum(row.get("starts_hours_ago", 1) < 0 for row in PROMOS) >= 3


def test_no_two_articles_share_a_picture() -> None:
    assert len({row["image"] for row in ARTICLES}) == len(ARTICLES)


def test_ages_spread_over_three_weeks() -> None:
    ages = sorted(row["published_hours_ago"] for row in ARTICLES)
    assert 0 < ages[0] < 6
    assert 400 < ages[-1] <= 21 * 24

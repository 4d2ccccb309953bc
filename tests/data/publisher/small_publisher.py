"""A publisher of a few dozen articles and promos, for tests that need no written samples."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

from data.operational.domain_documents import to_document
from data.publisher.sample_catalogue import SampleCatalogue
from data.publisher.sample_world import SITE, SampleWorld
from recommender.domain import Article, Layout, Promo, Rules
from tests.builders import a_placement, a_promo, a_site, a_source, an_article

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
SECTIONS = ("world", "business", "sport", "food", "travel", "culture")
TOPICS = ("ramen", "sake", "temples", "trains", "music", "gardens", "football", "money")
KINDS = ("offer", "story", "guide", "event")
RULES = Rules(
    minimum_per_kind={"offer": 2, "guide": 1},
    maximum_per_kind={"offer": 4, "event": 1},
    maximum_per_source=3,
    maximum_per_advertiser=2,
    maximum_same_words=1,
)


def a_small_catalogue() -> SampleCatalogue:
    """Return six sections, four kinds, eight topics, and two placements with rules."""
    return SampleCatalogue(
        sites=(a_site(id=SITE, url="https://daily.example/", time_zone="Asia/Tokyo"),),
        sources=tuple(a_source(id=f"source-{number}") for number in range(10)),
        articles=tuple(_article(*each) for each in product(SECTIONS, range(10))),
        promos=tuple(_promo(*each) for each in product(KINDS, TOPICS, range(2))),
        placements=(
            a_placement(site=SITE, id="in-article", slots=1, layout=Layout.NATIVE),
            a_placement(site=SITE, id="footer", slots=12, layout=Layout.GRID, rules=RULES),
        ),
    )


def write_samples(folder: Path) -> Path:
    """Write the small catalogue as sample files (with its own dates) and return their folder."""
    folder.mkdir()
    catalogue = a_small_catalogue()
    for field in fields(catalogue):
        values = getattr(catalogue, field.name)
        text = "\n".join(to_document(value) for value in values)
        (folder / f"{field.name}.ndjson").write_text(text, encoding="utf-8")
    return folder


def a_small_world(*, seed: int = 7) -> SampleWorld:
    """Return the truth of the small catalogue."""
    return SampleWorld(a_small_catalogue(), seed=seed)


def _article(section: str, number: int) -> Article:
    return an_article(
        site=SITE,
        id=f"{section}/{number}",
        title=f"News of {section} number {number}",
        category=section,
        tags=(TOPICS[number % 8],),
        published_at=NOW - timedelta(hours=36 * number + 8),
    )


def _promo(kind: str, topic: str, number: int) -> Promo:
    at = TOPICS.index(topic)
    dates = {"published_at": NOW - timedelta(days=20 - at)} if kind == "story" else {}
    flight = {"ends_at": NOW - timedelta(days=2 * number)} if kind == "event" else {}
    return a_promo(
        id=f"{kind}/{topic}/{number}",
        kind=kind,
        title=f"The {topic} {kind}",
        source=f"source-{(at + number) % 10}",
        advertiser=f"advertiser-{at}" if kind == "offer" else None,
        sponsored=kind == "offer",
        topics=(topic,),
        languages=("ja",) if (kind, number) == ("guide", 1) else (),
        regions=("13",) if (kind, number) == ("offer", 1) else (),
        **dates,
        **flight,
    )

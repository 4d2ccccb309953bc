"""A catalogue of any size and a model for it, made from a seed, for the serving benchmarks."""

from pathlib import Path

import numpy as np

from data.models.model_store import ModelStore
from data.operational.catalogue import Catalogue, open_catalogue
from recommender.domain import Article, Placement, Promo, Rules, Site, Source
from recommender.learned import FeatureSide, Learned, PriorRates
from recommender.text_topics import TextTopics
from tests.builders import NOON

SITE = "daily"
ARTICLES = 1_000
KINDS = ("offer", "story", "guide", "event")
CATEGORIES = ("world", "national", "business", "sports", "culture", "travel", "food", "science")
SOURCES = 60
COUNTRIES = ("JP", "US", "GB", "AU", "DE")
DEVICES = ("mobile", "desktop")
WIDTH = 17
TOPICS = 8
WORDS = (
    "harbour drink ribs festival guide temple shrine night market museum ramen coffee island "
    "ferry garden autumn river train hotel concert lantern bakery sake castle bridge story walk"
).split()


def article_ids() -> list[str]:
    """Return the ids of the articles, with slashes as they have in life."""
    return [f"2026/11/{number % 28 + 1:02d}/article-{number}" for number in range(ARTICLES)]


def fill_busy_home(home: Path, *, promos: int, seed: int = 7) -> Catalogue:
    """Fill a home with one site, its articles and placements, `promos` promos, and a model."""
    rng = np.random.default_rng(seed)
    catalogue = open_catalogue(f"sqlite:///{home / 'chirashi.db'}")
    catalogue.sites.put(Site(id=SITE, name="Daily", url="https://daily.example/"))
    catalogue.sources.put_many(
        Source(id=f"source-{at}", name=f"Source {at}") for at in range(SOURCES)
    )
    catalogue.articles.put_many(_article(identity, rng) for identity in article_ids())
    catalogue.placements.put(Placement(site=SITE, id="in-article", slots=1))
    catalogue.placements.put(_footer())
    catalogue.promos.put_many(a_busy_promo(number, rng) for number in range(promos))
    store = ModelStore(home / "models")
    store.promote(store.save(_model(rng), created_at=NOON))
    return catalogue


def a_busy_promo(number: int, rng: np.random.Generator) -> Promo:
    """Return a promo; half of the offers are for one country."""
    kind = KINDS[number % len(KINDS)]
    is_offer = kind == "offer"
    country = COUNTRIES[int(rng.integers(len(COUNTRIES)))]
    return Promo(
        id=f"{kind}-{number}",
        kind=kind,
        title=_words(rng, 6).capitalize(),
        summary=_words(rng, 12).capitalize() + ".",
        source=f"source-{int(rng.integers(SOURCES))}",
        url=f"https://merchant.example/{kind}/{number}",
        label=kind.capitalize(),
        sponsored=is_offer,
        value_micros=int(rng.integers(100_000, 5_000_000)) if is_offer else None,
        countries=(country,) if is_offer and rng.random() < 0.5 else (),
        published_at=NOON,
    )


def _footer() -> Placement:
    rules = Rules(
        minimum_per_kind={"story": 3},
        maximum_per_kind={"offer": 5},
        maximum_per_source=2,
        maximum_same_words=1,
    )
    return Placement(site=SITE, id="footer", slots=12, heading="More from us", rules=rules)


def _article(identity: str, rng: np.random.Generator) -> Article:
    return Article(
        site=SITE,
        id=identity,
        title=_words(rng, 8).capitalize(),
        text=_words(rng, 150),
        category=CATEGORIES[int(rng.integers(len(CATEGORIES)))],
        url=f"https://daily.example/{identity}",
        language="en",
        tags=tuple(rng.choice(WORDS, size=3, replace=False).tolist()),
    )


def _words(rng: np.random.Generator, count: int) -> str:
    return " ".join(WORDS[at] for at in rng.integers(len(WORDS), size=count))


def _model(rng: np.random.Generator) -> Learned:
    """Return a model that knows categories, tags, countries and devices on one side, promos' kinds
    and sources on the other, and the topics of both.
    """
    visit = [f"category:{name}" for name in CATEGORIES] + [f"tag:{word}" for word in WORDS]
    visit += [f"country:{name}" for name in COUNTRIES] + [f"device:{name}" for name in DEVICES]
    promo = [f"kind:{kind}" for kind in KINDS] + [f"source:source-{at}" for at in range(SOURCES)]
    buckets = 4_096
    return Learned(
        version="2026-11-02T02-00",
        visit_side=_side(visit, rng),
        promo_side=_side(promo, rng),
        text_topics=TextTopics(
            projection=rng.normal(size=(buckets, TOPICS)).astype(np.float32),
            weights=np.ones(buckets, dtype=np.float32),
            mean=np.zeros(TOPICS, dtype=np.float32),
            scale=np.ones(TOPICS, dtype=np.float32),
        ),
        slope=1.0,
        intercept=-3.0,
        examination={},
        prior_rates=PriorRates({}, dict.fromkeys(KINDS, (40.0, 1000.0)), (160.0, 4_000.0)),
        deviation={},
        deviation_unseen=0.3,
    )


def _side(names: list[str], rng: np.random.Generator) -> FeatureSide:
    rows = {name: row for row, name in enumerate(names)}
    vectors = rng.normal(scale=0.3, size=(len(names) + TOPICS, WIDTH)).astype(np.float32)
    return FeatureSide(rows=rows, vectors=vectors)

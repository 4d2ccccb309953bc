"""The names of the features that training learns and serving looks up; one place, so they agree.

A visit (article + reader) is one side of the hybrid model, a promo the other. Every name is
`field:value`; real-valued text topics are kept apart (`text_topics`).
"""

from collections.abc import Iterator
from datetime import datetime
from math import floor, log2

from recommender.domain import Article, Promo, Reader

HOURS_PER_BAND = 4
OLDEST_AGE_BUCKET = 13
SECONDS_PER_DAY = 86_400


def article_features(article: Article) -> Iterator[str]:
    """Yield the article's own feature names, the id among them."""
    yield f"site:{article.site}"
    yield f"article:{article.site}/{article.id}"
    if article.category:
        yield f"category:{article.category}"
    if article.language:
        yield f"article_language:{article.language}"
    yield from (f"tag:{tag}" for tag in article.tags)


def reader_features(reader: Reader, *, local_hour: int) -> Iterator[str]:
    """Yield what is known of the reader; `local_hour` (0-23) is the site's."""
    for name in ("country", "region", "device", "language"):
        value = getattr(reader, name)
        if value is not None:
            yield f"{name}:{value}"
    yield f"signed_in:{'yes' if reader.signed_in else 'no'}"
    yield f"hour:{local_hour // HOURS_PER_BAND}"


def promo_features(promo: Promo, *, now: datetime) -> Iterator[str]:
    """Yield the promo's feature names as of `now`."""
    yield f"promo:{promo.id}"
    yield f"kind:{promo.kind}"
    yield f"source:{promo.source}"
    yield f"sponsored:{'yes' if promo.sponsored else 'no'}"
    yield f"age:{age_bucket(promo.published_at, now)}"
    if promo.label:
        yield f"label:{promo.label}"
    yield from (f"topic:{topic}" for topic in promo.topics)


def age_bucket(published_at: datetime | None, now: datetime) -> str:
    """Name the age: floor(2 log2(1 + days)), at most 13; `unknown` without a date."""
    if published_at is None:
        return "unknown"
    days = max((now - published_at).total_seconds(), 0.0) / SECONDS_PER_DAY
    return str(min(floor(2 * log2(1 + days)), OLDEST_AGE_BUCKET))


def article_text(article: Article) -> str:
    """Return what the text topics of an article are computed from."""
    return f"{article.title}\n{article.text}"


def promo_text(promo: Promo) -> str:
    """Return what the text topics of a promo are computed from."""
    return f"{promo.title}\n{promo.summary or ''}"

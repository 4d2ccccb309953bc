"""What crosses with what: the features of a page and of a promo, each with its strength.

Of `recommender.features` the fields that tell apart what others do not: an effect that several
fields tell alike is split among them, and each then looks as if it hardly mattered. Words, and the
age of a kind, come on top. The features of one field share a strength of 1 (in squares), so that a
long title weighs no more than a short one.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from math import sqrt
from zlib import crc32

from recommender.domain import Article, Promo, Reader
from recommender.features import age_bucket, article_features, promo_features, reader_features

WORD = re.compile(r"\w{3,}")
WORD_BUCKETS = 512
BIAS = "bias:"
PAGE_FIELDS = frozenset({"category", "tag", "article", "country", "place", "device", "hour"})
PROMO_FIELDS = frozenset({"promo", "kind", "source", "topic", "label"})

MOST_OF_FIELD = 17
"""Names of one field that count, the first ones: of words and tags there may be thousands."""
MOST_FEATURES = 40

Feature = tuple[str, float]
"""A name `field:value`, and its strength."""


def page_features(article: Article, reader: Reader, *, local_hour: int) -> list[Feature]:
    """Return what is known of a page and its reader; `local_hour` (0-23) is the site's."""
    names = [*article_features(article), *_of_reader(reader, local_hour=local_hour)]
    return _shared([BIAS, *_of(PAGE_FIELDS, names), *_words(article.title)])


def article_page_features(article: Article) -> list[Feature]:
    """Return those of `page_features` that are the article's."""
    return _shared([BIAS, *_of(PAGE_FIELDS, article_features(article)), *_words(article.title)])


def crossed_reader_features(reader: Reader, *, local_hour: int) -> list[Feature]:
    """Return those of `page_features` that are the reader's."""
    return _shared(_of(PAGE_FIELDS, _of_reader(reader, local_hour=local_hour)))


def crossed_promo_features(promo: Promo, *, now: datetime) -> list[Feature]:
    """Return what is known of a promo as of `now`."""
    aged = f"kind_age:{promo.kind} {age_bucket(promo.published_at, now)}"
    names = _of(PROMO_FIELDS, promo_features(promo, now=now))
    return _shared([BIAS, *names, aged, *_words(promo.title)])


def field_of(name: str) -> str:
    """Return the field of a feature's name."""
    return name.partition(":")[0]


def _of_reader(reader: Reader, *, local_hour: int) -> Iterator[str]:
    yield from reader_features(reader, local_hour=local_hour)
    # The code of a region means something within its country alone.
    if reader.country and reader.region:
        yield f"place:{reader.country}/{reader.region}"


def _of(fields: frozenset[str], names: Iterable[str]) -> list[str]:
    return [name for name in names if field_of(name) in fields]


def _words(text: str) -> Iterator[str]:
    """Yield a text's words, each as the bucket that it shares with others."""
    words = dict.fromkeys(WORD.findall(text.casefold()))
    yield from dict.fromkeys(f"word:{crc32(word.encode()) % WORD_BUCKETS}" for word in words)


def _shared(names: Iterable[str]) -> list[Feature]:
    counts: Counter[str] = Counter()
    # Whoever tags an article may tag it twice.
    distinct = dict.fromkeys(names)
    kept = [name for name in distinct if _counted(counts, field_of(name)) <= MOST_OF_FIELD]
    shares = {name: 1 / sqrt(min(count, MOST_OF_FIELD)) for name, count in counts.items()}
    return [(name, shares[field_of(name)]) for name in kept]


def _counted(counts: Counter[str], name: str) -> int:
    counts[name] += 1
    return counts[name]

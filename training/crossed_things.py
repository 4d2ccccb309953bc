"""The cross features of a log's articles, readers and promos, each described once.

A page's features are its article's and its reader's, and no field belongs to both: a row of each is
made once, and a page is the sum of two rows.
"""

from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from recommender.crossed.cross_features import (
    BIAS,
    Feature,
    article_page_features,
    crossed_promo_features,
    crossed_reader_features,
)
from recommender.domain import Article, Promo
from recommender.features import OLDEST_AGE_BUCKET
from training.encoding import Attended, Exposures
from training.time_split import US_PER_DAY, moment_of

Features = tuple[Feature, ...]
Numbers = NDArray[np.int64]

BARE: Features = ((BIAS, 1.0),)


class CrossedThings:
    """Features by thing, made when it is first met: the parts of a log share most of theirs."""

    def __init__(self) -> None:
        self._articles: dict[Article, Features] = {}
        self._readers: dict[Attended, Features] = {}

    def articles(self, exposures: Exposures) -> list[Features]:
        """Return the features of each article of the list that the codes point into."""
        return [self._article(each) for each in exposures.articles.things]

    def readers(self, exposures: Exposures) -> list[Features]:
        """Return the features of each reader, likewise."""
        return [self._reader(each) for each in exposures.readers.things]

    def _article(self, article: Article) -> Features:
        if not article.id:
            return BARE
        if article not in self._articles:
            self._articles[article] = tuple(article_page_features(article))
        return self._articles[article]

    def _reader(self, attended: Attended) -> Features:
        if attended not in self._readers:
            features = crossed_reader_features(attended.reader, local_hour=attended.local_hour)
            self._readers[attended] = tuple(features)
        return self._readers[attended]


def aged_promos(exposures: Exposures) -> tuple[Numbers, list[Features]]:
    """Return the row [n] of each exposure's promo at its age then, and each row's features."""
    versions, numbers = _versions(exposures)
    promo = numbers[exposures.promo]
    keys = promo * (OLDEST_AGE_BUCKET + 2) + _age_buckets(exposures, versions, promo)
    _, firsts, rows = np.unique(keys, return_index=True, return_inverse=True)
    features = [
        _promo_features(*versions[promo[first]], now=moment_of(int(exposures.times[first])))
        for first in firsts.tolist()
    ]
    return rows.astype(np.int64), features


def _versions(exposures: Exposures) -> tuple[list[tuple[str, Promo | None]], Numbers]:
    """Return the promos apart by what was served of them, and the number of each code's."""
    found: dict[tuple[str, Promo | None], int] = {}
    pairs = zip(exposures.promo_ids, exposures.promos.things, strict=True)
    numbers = [found.setdefault(pair, len(found)) for pair in pairs]
    return list(found), np.array(numbers, dtype=np.int64)


def _age_buckets(
    exposures: Exposures, versions: list[tuple[str, Promo | None]], promo: Numbers
) -> Numbers:
    """Return `features.age_bucket` [n] by number; what has no date is in the last one of all."""
    dates = [each.published_at if each else None for _, each in versions]
    published = np.array([date.timestamp() * 1e6 if date else np.nan for date in dates])
    days = np.maximum(exposures.times - published[promo], 0.0) / US_PER_DAY
    buckets = np.minimum(np.floor(2 * np.log2(1 + days)), OLDEST_AGE_BUCKET)
    return np.where(np.isnan(days), OLDEST_AGE_BUCKET + 1, buckets).astype(np.int64)


def _promo_features(identity: str, promo: Promo | None, *, now: datetime) -> Features:
    if promo is None:
        return (*BARE, (f"promo:{identity}", 1.0))
    return tuple(crossed_promo_features(promo, now=now))

"""Turns catalogue values and a model into the columns that the ranker computes with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from recommender.crossed.cross_features import article_page_features, crossed_promo_features
from recommender.crossed.keyed_features import PAGE_CODES, PROMO_CODES, keyed
from recommender.domain import Article, Promo
from recommender.keys import key_of, optional_key, url_key, words_key
from recommender.learned import Learned, PriorRates
from recommender.promo_table import ALWAYS_MS, NEVER_MS, PromoTable, Vocabulary
from recommender.side_vectors import article_vector, promo_vector
from recommender.snapshot import ArticleTable, article_key

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
UNTRIED_RATE = 0.01
RATE_STRENGTH = 200.0
"""Exposures' worth of belief in the rate of the kind (and for the kind, in the overall rate)."""
VALUE_WITHOUT_OFFERS_MICROS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CataloguedPromo:
    """A promo with its number in the catalogue; `is_archived` ones only keep their links."""

    number: int
    promo: Promo
    version: int = 0
    is_archived: bool = False


@dataclass(frozen=True, slots=True)
class CataloguedArticle:
    """An article with its version in the catalogue."""

    article: Article
    version: int = 0

    @property
    def key(self) -> int:
        """The key of the article's site and id."""
        return article_key(self.article.site, self.article.id)


def epoch_ms(moment: datetime) -> int:
    """Return whole milliseconds since 1970, UTC."""
    return (moment - EPOCH) // timedelta(milliseconds=1)


def promo_table(
    kept: Sequence[CataloguedPromo],
    *,
    learned: Learned | None,
    now: datetime,
    default_value_micros: float,
    vocabulary: Vocabulary,
    changed_in: int,
) -> PromoTable:
    """Return one row for each promo, in their order; `vocabulary` grows by what is new."""
    promos = [row.promo for row in kept]
    vectors = [promo_vector(promo, learned, now=now) for promo in promos] if learned else []
    width = learned.promo_side.vectors.shape[1] if learned else 1
    crossed = keyed([crossed_promo_features(promo, now=now) for promo in promos], PROMO_CODES)
    groups, audience = vocabulary.group_codes(promos), vocabulary.audience_codes(promos)
    return PromoTable(
        number=np.array([row.number for row in kept], dtype=np.uint32),
        version=np.array([row.version for row in kept], dtype=np.uint32),
        id_key=_keys(key_of(promo.id) for promo in promos),
        url_key=_keys(url_key(promo.url) for promo in promos),
        group=groups,
        advertiser=_keys(optional_key(promo.advertiser) for promo in promos),
        words=_keys(words_key(promo.title) for promo in promos),
        audience=audience,
        starts_ms=_keys(_bound_ms(promo.starts_at, missing=ALWAYS_MS) for promo in promos),
        ends_ms=_keys(_bound_ms(promo.ends_at, missing=NEVER_MS) for promo in promos),
        is_live=np.array([not (row.is_archived or row.promo.paused) for row in kept], dtype=bool),
        value_micros=np.array([_value(promo, default_value_micros) for promo in promos]),
        vectors=np.array(vectors or np.zeros((len(kept), 1)), dtype=np.float32).reshape(-1, width),
        deviation=np.array([_deviation(promo, learned) for promo in promos], dtype=np.float32),
        prior_rate=np.array([_rate(promo, learned) for promo in promos], dtype=np.float32),
        changed_in=np.full(len(kept), changed_in, dtype=np.int64),
        crossed_keys=crossed.keys,
        crossed_fields=crossed.fields,
        crossed_strengths=crossed.strengths,
        audiences=tuple(vocabulary.audiences),
        groups=vocabulary.group_table(),
    )


def article_table(kept: Sequence[CataloguedArticle], learned: Learned | None) -> ArticleTable:
    """Return the articles sorted by key, with their vectors [d + 1]."""
    rows = sorted(kept, key=lambda row: row.key)
    ordered = [row.article for row in rows]
    width = learned.visit_side.vectors.shape[1] if learned else 1
    vectors = [article_vector(article, learned) for article in ordered] if learned else []
    crossed = keyed([article_page_features(article) for article in ordered], PAGE_CODES)
    return ArticleTable(
        key=_keys(row.key for row in rows),
        version=np.array([row.version for row in rows], dtype=np.uint32),
        url_key=_keys(url_key(article.url) for article in ordered),
        language=np.array([article.language or "" for article in ordered], dtype="U16"),
        vectors=np.array(vectors, dtype=np.float32).reshape(-1, width),
        crossed_keys=crossed.keys,
        crossed_fields=crossed.fields,
        crossed_strengths=crossed.strengths,
    )


def usual_value_micros(values: NDArray[np.float64]) -> float:
    """Return what promos without a value are worth: the median of the live paid ones' [n]."""
    return float(np.median(values)) if len(values) else float(VALUE_WITHOUT_OFFERS_MICROS)


def smoothed_rate(prior: PriorRates, promo: Promo) -> float:
    """Return the promo's click rate, shrunk to its kind's, and that to the overall one."""
    clicks, exposures = prior.overall
    rate = (clicks + UNTRIED_RATE) / (exposures + 1.0)
    for clicks, exposures in (
        prior.by_kind.get(promo.kind, (0.0, 0.0)),
        prior.by_promo.get(promo.id, (0.0, 0.0)),
    ):
        rate = (clicks + RATE_STRENGTH * rate) / (exposures + RATE_STRENGTH)
    return float(np.clip(rate, 1e-6, 0.5))


def _keys(values: Iterable[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.fromiter(values, dtype=np.int64)


def _bound_ms(moment: datetime | None, *, missing: int) -> int:
    return missing if moment is None else epoch_ms(moment)


def _value(promo: Promo, default_micros: float) -> float:
    return float(promo.value_micros or default_micros)


def _deviation(promo: Promo, learned: Learned | None) -> float:
    return learned.deviation.get(promo.id, learned.deviation_unseen) if learned else 0.0


def _rate(promo: Promo, learned: Learned | None) -> float:
    return smoothed_rate(learned.prior_rates, promo) if learned else UNTRIED_RATE

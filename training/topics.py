"""Fits the text topics: tf-idf of hashed grams, then the main directions by a truncated SVD."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.decomposition import TruncatedSVD

from recommender.gram_hashes import first_word_bucket
from recommender.text_topics import TextTopics
from training.encoding import Exposures
from training.fit_settings import FitSettings
from training.hashed_texts import CountedGrams, Rows, Texts, Topics, weighted
from training.sums import Amounts
from training.wording import wording

# More texts hardly turn the main directions, and cost minutes.
MOST_TEXTS = 4_000
MOST_OF_A_SIDE = MOST_TEXTS // 2


@dataclass(frozen=True, slots=True)
class JudgedTexts:
    """Topics [n, k] of the articles and promos of `Exposures`.

    `new_promos` are those that each promo would have, had the topics not been fitted to its clicks.
    """

    articles: Topics
    promos: Topics
    new_promos: Topics


def judged_texts(topics: TextTopics, exposures: Exposures) -> JudgedTexts:
    """Judge every text that the exposures' lists hold, as serving does."""
    articles, promos = (
        each.texts.judged(topics) for each in (exposures.articles, exposures.promos)
    )
    return JudgedTexts(articles=articles, promos=promos, new_promos=promos)


def topics_with_wording(
    exposures: Exposures, thetas: Amounts, *, settings: FitSettings
) -> tuple[TextTopics, JudgedTexts]:
    """Fit topics to the exposures' texts, and judge the texts.

    The last two are fitted to clicks: what the characters are worth, and what the words.
    """
    topics = _fitted(_shown(exposures, settings), settings)
    if not settings.wording_scale:
        return topics, judged_texts(topics, exposures)
    texts = exposures.promos.texts
    counted = texts.grams(buckets=settings.buckets).rows(np.arange(len(texts.distinct)))
    grams, words_from = weighted(counted, topics.weights), first_word_bucket(settings.buckets)
    new = []
    for part in (np.s_[:words_from], np.s_[words_from:]):
        found = wording(exposures, thetas, grams=grams[:, part], text_of=texts.rows)
        scale = (float(found.unseen.std()) or 1.0) / settings.wording_scale
        topics = _with_column(topics, found.direction, part=part, scale=scale)
        new.append(found.unseen[texts.rows] / scale)
    judged = judged_texts(topics, exposures)
    new_promos = np.column_stack([judged.promos[:, : -len(new)], *new])
    return topics, replace(judged, new_promos=new_promos.astype(np.float32))


def fitted_topics(texts: Sequence[str], *, settings: FitSettings) -> TextTopics:
    """Fit the topics of `texts` (each counted once); none at all if fewer than two have words."""
    grams = CountedGrams(sorted(set(texts)), buckets=settings.buckets)
    rows = _some(np.flatnonzero(grams.has_words()), most=MOST_TEXTS, seed=settings.seed)
    return _fitted(grams.rows(rows), settings)


def topics_of_texts(topics: TextTopics, texts: Sequence[str]) -> Topics:
    """Return the topics [texts, k], each distinct text judged once; zero where it has no words."""
    return Texts(texts).judged(topics)


def _shown(exposures: Exposures, settings: FitSettings) -> sparse.csr_array:
    """Return the grams of texts that stood in the exposures, of very many only some."""
    sides = ((exposures.articles, exposures.article), (exposures.promos, exposures.promo))
    parts = []
    for things, codes in sides:
        grams = things.texts.grams(buckets=settings.buckets)
        rows = np.unique(things.texts.rows[codes])
        rows = rows[grams.has_words()[rows]]
        parts.append(grams.rows(_some(rows, most=MOST_OF_A_SIDE, seed=settings.seed)))
    return sparse.vstack(parts).tocsr()


def _some(rows: Rows, *, most: int, seed: int) -> Rows:
    if len(rows) <= most:
        return rows
    return np.sort(np.random.default_rng(seed).choice(rows, most, replace=False))


def _fitted(counted: sparse.csr_array, settings: FitSettings) -> TextTopics:
    weights = _rarity(counted)
    grams = weighted(counted, weights)
    directions = _directions(grams, settings)
    raw = grams @ directions
    some = len(raw) > 0
    scale = np.maximum(raw.std(axis=0), 1e-6) if some else np.ones(directions.shape[1])
    mean = raw.mean(axis=0) if some else np.zeros(directions.shape[1])
    return TextTopics(
        projection=directions,
        weights=weights,
        mean=mean.astype(np.float32),
        scale=(scale / settings.topic_scale).astype(np.float32),
    )


def _with_column(
    topics: TextTopics, direction: NDArray[np.float32], *, part: slice, scale: float
) -> TextTopics:
    column = np.zeros(len(topics.weights), dtype=np.float32)
    column[part] = direction
    return TextTopics(
        projection=np.column_stack([topics.projection, column]),
        weights=topics.weights,
        mean=np.append(topics.mean, np.float32(0)),
        scale=np.append(topics.scale, np.float32(scale)),
    )


def _rarity(grams: sparse.csr_array) -> NDArray[np.float32]:
    count, buckets = grams.shape
    met = np.bincount(grams.indices, minlength=buckets)
    return np.asarray(np.log((1 + count) / (1 + met)) + 1, dtype=np.float32)


def _directions(grams: sparse.csr_array, settings: FitSettings) -> NDArray[np.float32]:
    size = min(settings.topics, grams.shape[0] - 1)
    if size < 1:
        return np.zeros((settings.buckets, 1), dtype=np.float32)
    decomposition = TruncatedSVD(size, n_iter=4, random_state=settings.seed)
    components = decomposition.fit(grams).components_
    return np.ascontiguousarray(components.T, dtype=np.float32)

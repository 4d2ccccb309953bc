"""Fits the text topics: tf-idf of hashed grams, then the main directions by a truncated SVD."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.decomposition import TruncatedSVD

from recommender.text_topics import TextTopics, weighted_grams
from training.encoding import Exposures
from training.fit_settings import FitSettings

Topics = NDArray[np.float32]

# More texts hardly turn the main directions, and cost minutes.
MOST_TEXTS = 4_000


@dataclass(frozen=True, slots=True)
class JudgedTexts:
    """Topics [n, k] of the articles and promos of `Exposures`."""

    articles: Topics
    promos: Topics


def judged_texts(topics: TextTopics, exposures: Exposures) -> JudgedTexts:
    """Judge every text that the exposures' lists hold."""
    return JudgedTexts(
        articles=topics_of_texts(topics, exposures.articles.texts),
        promos=topics_of_texts(topics, exposures.promos.texts),
    )


def fitted_topics(texts: Sequence[str], *, settings: FitSettings) -> TextTopics:
    """Fit the topics of `texts` (each counted once); none at all if fewer than two have words."""
    distinct = sorted({text for text in texts if text.strip()})
    rng = np.random.default_rng(settings.seed)
    if len(distinct) > MOST_TEXTS:
        distinct = [distinct[at] for at in rng.choice(len(distinct), MOST_TEXTS, replace=False)]
    grams = gram_matrix(distinct, np.ones(settings.buckets, dtype=np.float32))
    weights = _rarity(grams)
    grams = gram_matrix(distinct, weights)
    directions = _directions(grams, settings)
    raw = grams @ directions
    scale = np.maximum(raw.std(axis=0), 1e-6) if len(distinct) else np.ones(directions.shape[1])
    mean = raw.mean(axis=0) if len(distinct) else np.zeros(directions.shape[1])
    return TextTopics(
        projection=directions,
        weights=weights,
        mean=mean.astype(np.float32),
        scale=(scale / settings.topic_scale).astype(np.float32),
    )


def topics_of_texts(topics: TextTopics, texts: Sequence[str]) -> Topics:
    """Return the topics [texts, k], each distinct text judged once; zero where it has no words."""
    distinct = {text: row for row, text in enumerate(dict.fromkeys(texts))}
    grams = gram_matrix(list(distinct), topics.weights)
    judged = (grams @ topics.projection - topics.mean) / topics.scale
    judged[np.diff(grams.indptr) == 0] = 0
    return np.asarray(judged[[distinct[text] for text in texts]], dtype=np.float32)


def gram_matrix(texts: Sequence[str], weights: NDArray[np.float32]) -> sparse.csr_array:
    """Return tf-idf rows [texts, buckets] of length 1."""
    parts = [weighted_grams(text, weights) for text in texts]
    ends = np.cumsum([0, *(len(buckets) for buckets, _ in parts)])
    columns = np.concatenate([np.zeros(0, np.int64), *(buckets for buckets, _ in parts)])
    amounts = np.concatenate([np.zeros(0, np.float32), *(amounts for _, amounts in parts)])
    return sparse.csr_array((amounts, columns, ends), shape=(len(texts), len(weights)))


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

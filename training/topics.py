"""Fits the text topics: tf-idf of hashed grams, then the main directions by a truncated SVD."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.decomposition import TruncatedSVD

from recommender.text_topics import TextTopics, weighted_grams
from training.encoding import Exposures
from training.fit_settings import FitSettings
from training.sums import Amounts
from training.wording import wording

Topics = NDArray[np.float32]

# More texts hardly turn the main directions, and cost minutes.
MOST_TEXTS = 4_000


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
    promos = topics_of_texts(topics, exposures.promos.texts)
    articles = topics_of_texts(topics, exposures.articles.texts)
    return JudgedTexts(articles=articles, promos=promos, new_promos=promos)


def topics_with_wording(
    exposures: Exposures, thetas: Amounts, *, settings: FitSettings
) -> tuple[TextTopics, JudgedTexts]:
    """Fit topics to the exposures' texts, the last one to their clicks, and judge the texts."""
    plain = fitted_topics(_shown_texts(exposures), settings=settings)
    if not settings.wording_scale:
        return plain, judged_texts(plain, exposures)
    texts = {text: row for row, text in enumerate(dict.fromkeys(exposures.promos.texts))}
    text_of = np.array([texts[text] for text in exposures.promos.texts], dtype=np.int64)
    grams = gram_matrix(list(texts), plain.weights)
    found = wording(exposures, thetas, grams=grams, text_of=text_of)
    spread = float(found.unseen.std()) or 1.0
    topics = _with_column(plain, found.direction, scale=spread / settings.wording_scale)
    judged = judged_texts(topics, exposures)
    new = judged.promos.copy()
    new[:, -1] = found.unseen[text_of] * (settings.wording_scale / spread)
    return topics, replace(judged, new_promos=new)


def _with_column(topics: TextTopics, direction: NDArray[np.float32], *, scale: float) -> TextTopics:
    return TextTopics(
        projection=np.column_stack([topics.projection, direction]),
        weights=topics.weights,
        mean=np.append(topics.mean, np.float32(0)),
        scale=np.append(topics.scale, np.float32(scale)),
    )


def _shown_texts(exposures: Exposures) -> list[str]:
    articles = (exposures.articles.texts[code] for code in np.unique(exposures.article).tolist())
    promos = (exposures.promos.texts[code] for code in np.unique(exposures.promo).tolist())
    return [*articles, *promos]


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

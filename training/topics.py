"""Fits the text topics: tf-idf of hashed grams, then the main directions by a truncated SVD."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.decomposition import TruncatedSVD

from recommender.gram_hashes import first_word_bucket
from recommender.text_topics import TextTopics, text_grams
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
    return _judged(topics, _Texts.of(exposures, buckets=len(topics.weights)))


def topics_with_wording(
    exposures: Exposures, thetas: Amounts, *, settings: FitSettings
) -> tuple[TextTopics, JudgedTexts]:
    """Fit topics to the exposures' texts, and judge the texts.

    The last two are fitted to clicks: what the characters are worth, and what the words.
    """
    texts = _Texts.of(exposures, buckets=settings.buckets)
    topics = _fitted(texts.counted[texts.shown(exposures)], settings)
    if not settings.wording_scale:
        return topics, _judged(topics, texts)
    grams, words_from = weighted(texts.counted, topics.weights), first_word_bucket(settings.buckets)
    new = []
    for part in (np.s_[:words_from], np.s_[words_from:]):
        found = wording(exposures, thetas, grams=grams[:, part], text_of=texts.of_promo)
        scale = (float(found.unseen.std()) or 1.0) / settings.wording_scale
        topics = _with_column(topics, found.direction, part=part, scale=scale)
        new.append(found.unseen[texts.of_promo] / scale)
    judged = _judged(topics, texts)
    new_promos = np.column_stack([judged.promos[:, : -len(new)], *new])
    return topics, replace(judged, new_promos=new_promos.astype(np.float32))


def fitted_topics(texts: Sequence[str], *, settings: FitSettings) -> TextTopics:
    """Fit the topics of `texts` (each counted once); none at all if fewer than two have words."""
    distinct = sorted({text for text in texts if text.strip()})
    return _fitted(counted_grams(distinct, buckets=settings.buckets), settings)


def topics_of_texts(topics: TextTopics, texts: Sequence[str]) -> Topics:
    """Return the topics [texts, k], each distinct text judged once; zero where it has no words."""
    distinct = {text: row for row, text in enumerate(dict.fromkeys(texts))}
    judged = _topics(topics, counted_grams(list(distinct), buckets=len(topics.weights)))
    return judged[[distinct[text] for text in texts]]


def counted_grams(texts: Sequence[str], *, buckets: int) -> sparse.csr_array:
    """Return [texts, buckets] of 1 + log(count): hashed once, weighed as often as needed."""
    parts = [text_grams(text, buckets=buckets) for text in texts]
    ends = np.cumsum([0, *(len(found) for found, _ in parts)])
    columns = np.concatenate([np.zeros(0, np.int64), *(found for found, _ in parts)])
    amounts = np.concatenate([np.zeros(0, np.float32), *(amounts for _, amounts in parts)])
    return sparse.csr_array((amounts, columns, ends), shape=(len(texts), buckets))


def weighted(counted: sparse.csr_array, weights: NDArray[np.float32]) -> sparse.csr_array:
    """Return the tf-idf rows of length 1."""
    amounts = counted.data * weights[counted.indices]
    rows = np.repeat(np.arange(counted.shape[0]), np.diff(counted.indptr))
    norms = np.sqrt(np.bincount(rows, weights=amounts**2, minlength=counted.shape[0]))
    scaled = (amounts / norms[rows]).astype(np.float32)
    return sparse.csr_array((scaled, counted.indices, counted.indptr), shape=counted.shape)


@dataclass(frozen=True, slots=True)
class _Texts:
    """The distinct texts' grams, and which of them each article and promo code has."""

    counted: sparse.csr_array
    of_article: NDArray[np.int64]
    of_promo: NDArray[np.int64]

    @classmethod
    def of(cls, exposures: Exposures, *, buckets: int) -> "_Texts":
        both = [*exposures.articles.texts, *exposures.promos.texts]
        # Sorted, so that the order of a log makes no difference to what is fitted.
        distinct = {text: row for row, text in enumerate(sorted(set(both)))}
        rows = np.array([distinct[text] for text in both], dtype=np.int64)
        count = len(exposures.articles.texts)
        counted = counted_grams(list(distinct), buckets=buckets)
        return cls(counted, rows[:count], rows[count:])

    def shown(self, exposures: Exposures) -> NDArray[np.int64]:
        """Return the rows of the texts that stood in the exposures."""
        found = [self.of_article[exposures.article], self.of_promo[exposures.promo]]
        rows = np.unique(np.concatenate(found))
        has_words = np.diff(self.counted.indptr) > 0
        return rows[np.asarray(has_words, dtype=np.bool_)[rows]]


def _judged(topics: TextTopics, texts: _Texts) -> JudgedTexts:
    found = _topics(topics, texts.counted)
    promos = found[texts.of_promo]
    return JudgedTexts(articles=found[texts.of_article], promos=promos, new_promos=promos)


def _topics(topics: TextTopics, counted: sparse.csr_array) -> Topics:
    grams = weighted(counted, topics.weights)
    judged = (grams @ topics.projection - topics.mean) / topics.scale
    judged[np.diff(grams.indptr) == 0] = 0
    return np.asarray(judged, dtype=np.float32)


def _fitted(counted: sparse.csr_array, settings: FitSettings) -> TextTopics:
    rng = np.random.default_rng(settings.seed)
    if counted.shape[0] > MOST_TEXTS:
        counted = counted[np.sort(rng.choice(counted.shape[0], MOST_TEXTS, replace=False))]
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

"""Texts as counted grams: each distinct text is hashed once, kept small, judged some at a time.

A story of 2,000 characters has 4,000 grams and takes half a millisecond to hash: of 40,000 of them
no array of floats can be held.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from recommender.text_topics import TextTopics, gram_counts

Topics = NDArray[np.float32]
Rows = NDArray[np.int64]

# Texts at a time: bounds the memory in which they are weighed.
CHUNK = 1_000
# Models in turn: one that begins, one that is tried, and one that is refitted.
KEPT = 3


class _Pieces:
    """Arrays that are made small as they come, and joined once."""

    def __init__(self, kind: type[np.unsignedinteger[Any]]) -> None:
        self.lengths: list[int] = []
        self._kind = kind
        self._pieces = [np.zeros(0, kind)]

    def append(self, numbers: NDArray[np.int64]) -> None:
        self.lengths.append(len(numbers))
        self._pieces.append(numbers.astype(self._kind))

    def joined(self) -> NDArray[np.unsignedinteger[Any]]:
        joined, self._pieces = np.concatenate(self._pieces), []
        return joined


class CountedGrams:
    """The grams of texts: each text's buckets, ascending, and how often each stands there."""

    def __init__(self, texts: Sequence[str], *, buckets: int) -> None:
        self.buckets = buckets
        # A text is short: no gram stands there more often than 16 bits can say.
        columns, counts = _Pieces(np.uint16 if buckets <= 2**16 else np.uint32), _Pieces(np.uint16)
        for text in texts:
            found, times = gram_counts(text, buckets=buckets)
            columns.append(found)
            counts.append(times)
        self._ends = np.cumsum([0, *columns.lengths])
        self._columns, self._counts = columns.joined(), counts.joined()

    def __len__(self) -> int:
        return len(self._ends) - 1

    def has_words(self) -> NDArray[np.bool_]:
        """Tell which texts [n] have any gram."""
        return np.asarray(np.diff(self._ends) > 0)

    def rows(self, chosen: Rows) -> sparse.csr_array:
        """Return the chosen texts as [chosen, buckets] of 1 + log(count)."""
        starts, lengths = self._ends[chosen], np.diff(self._ends)[chosen]
        ends = np.cumsum([0, *lengths])
        at = np.arange(ends[-1]) + np.repeat(starts - ends[:-1], lengths)
        amounts = (1 + np.log(self._counts[at])).astype(np.float32)
        columns = self._columns[at].astype(np.int32)
        return sparse.csr_array((amounts, columns, ends), shape=(len(chosen), self.buckets))

    def parts(self) -> Iterator[tuple[Rows, sparse.csr_array]]:
        """Yield all texts' numbers and rows, some at a time."""
        for start in range(0, len(self), CHUNK):
            chosen = np.arange(start, min(start + CHUNK, len(self)))
            yield chosen, self.rows(chosen)


class Texts:
    """The texts of things; `rows` is which of the distinct ones, sorted, each has.

    What was hashed or judged last is kept: a training asks again and again.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        # Sorted, so that the order of a log makes no difference to what is fitted.
        self.distinct = sorted(set(texts))
        numbers = {text: row for row, text in enumerate(self.distinct)}
        self.rows = np.array([numbers[text] for text in texts], dtype=np.int64)
        self._grams: CountedGrams | None = None
        self._judged: list[tuple[TextTopics, Topics]] = []

    def grams(self, *, buckets: int) -> CountedGrams:
        """Return the grams of the distinct texts."""
        if self._grams is None or self._grams.buckets != buckets:
            self._grams = CountedGrams(self.distinct, buckets=buckets)
        return self._grams

    def judged(self, topics: TextTopics) -> Topics:
        """Return the topics [texts, k] of each text; zero where it has no words."""
        for known, found in self._judged:
            if known is topics:
                return found[self.rows]
        found = topics_of_grams(topics, self.grams(buckets=len(topics.weights)))
        self._judged = [*self._judged, (topics, found)][-KEPT:]
        return found[self.rows]


def topics_of_grams(topics: TextTopics, grams: CountedGrams) -> Topics:
    """Return the topics [n, k] of texts by their grams, as serving judges one."""
    found = np.zeros((len(grams), topics.size), dtype=np.float32)
    for chosen, counted in grams.parts():
        raw = weighted(counted, topics.weights) @ topics.projection
        found[chosen] = (raw - topics.mean) / topics.scale
    found[~grams.has_words()] = 0
    return found


def weighted(counted: sparse.csr_array, weights: NDArray[np.float32]) -> sparse.csr_array:
    """Return the tf-idf rows of length 1."""
    amounts = counted.data * weights[counted.indices]
    rows = np.repeat(np.arange(counted.shape[0]), np.diff(counted.indptr))
    norms = np.sqrt(np.bincount(rows, weights=amounts**2, minlength=counted.shape[0]))
    scaled = (amounts / norms[rows]).astype(np.float32)
    return sparse.csr_array((scaled, counted.indices, counted.indptr), shape=counted.shape)

"""Topics of a text nobody has seen before: hashed grams times a kept matrix.

Numpy and the standard library only, so that serving can judge a new article (a 5 kB text in less
than 5 ms). The same code runs in training. Character grams need no word list: English and Japanese
alike.
"""

import unicodedata
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.gram_hashes import hashed_grams

# The first lines of a story tell what it is about, and a bound keeps the cost of a page known.
LONGEST_TEXT = 2_000


@dataclass(frozen=True, slots=True)
class TextTopics:
    """A fitted projection [buckets, k], idf `weights` > 0 [buckets], and `mean` and `scale` [k]."""

    projection: NDArray[np.float32]
    weights: NDArray[np.float32]
    mean: NDArray[np.float32]
    scale: NDArray[np.float32]

    @property
    def size(self) -> int:
        """How many topics a text gets."""
        return int(self.projection.shape[1])

    def topics_of(self, text: str) -> NDArray[np.float32]:
        """Return the standardised topics [k] of `text`; all zero for a text without grams."""
        buckets, amounts = text_grams(text, buckets=len(self.weights))
        if not len(buckets):
            return np.zeros(self.size, dtype=np.float32)
        amounts *= self.weights[buckets]
        raw = (amounts / np.linalg.norm(amounts)) @ self.projection[buckets]
        return ((raw - self.mean) / self.scale).astype(np.float32)


def text_grams(text: str, *, buckets: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the text's buckets, ascending, and 1 + log(count) of each."""
    numbers, counts = gram_counts(text, buckets=buckets)
    return numbers, (1 + np.log(counts)).astype(np.float32)


def gram_counts(text: str, *, buckets: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the text's buckets, ascending, and how many grams fall in each."""
    # Cut again after folding: compatibility forms may grow eighteenfold.
    readable = normalised(text[:LONGEST_TEXT])[:LONGEST_TEXT]
    if not readable:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    return hashed_grams(readable, buckets=buckets)


def normalised(text: str) -> str:
    """Fold width, case and white space, so that the same words hash alike."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())

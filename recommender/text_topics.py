"""Topics of a text nobody has seen before: hashed character n-grams times a kept matrix.

Numpy and the standard library only, so that serving can judge a new article (<= 5 ms for 5 kB). The
same code runs in training. Character n-grams need no word list: English and Japanese alike.
"""

import unicodedata
import zlib
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

GRAM_LENGTHS = (2, 3, 4)
LONGEST_TEXT = 5_000


@dataclass(frozen=True, slots=True)
class TextTopics:
    """A fitted projection [buckets, k], idf `weights` [buckets], and `mean` and `scale` [k]."""

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
        buckets, counts = hashed_grams(text, buckets=len(self.weights))
        if not len(buckets):
            return np.zeros(self.size, dtype=np.float32)
        weights = (1 + np.log(counts)) * self.weights[buckets]
        norm = float(np.sqrt((weights * weights).sum())) or 1.0
        raw = (weights / norm) @ self.projection[buckets]
        return ((raw - self.mean) / self.scale).astype(np.float32)


def hashed_grams(text: str, *, buckets: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Count the text's character n-grams by hash bucket: (bucket numbers ascending, counts)."""
    padded = f" {normalised(text[:LONGEST_TEXT])} "
    counts: Counter[int] = Counter()
    for length in GRAM_LENGTHS:
        grams = (padded[at : at + length] for at in range(len(padded) - length + 1))
        counts.update(zlib.crc32(gram.encode()) % buckets for gram in grams)
    ordered = sorted(counts.items())
    numbers = np.fromiter((bucket for bucket, _ in ordered), dtype=np.int64, count=len(ordered))
    amounts = np.fromiter((count for _, count in ordered), dtype=np.float32, count=len(ordered))
    return numbers, amounts


def normalised(text: str) -> str:
    """Fold width, case and white space, so that the same words hash alike."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())

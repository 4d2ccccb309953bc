"""Features by 64-bit keys: what a snapshot holds of pages and promos, however they are numbered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from recommender.crossed.cross_features import (
    BIAS,
    MOST_FEATURES,
    PAGE_FIELDS,
    PROMO_FIELDS,
    Feature,
    article_page_features,
    crossed_reader_features,
    field_of,
)
from recommender.domain import Article, Reader
from recommender.keys import NOTHING, key_of

PageFeatures = Sequence[tuple[int, int, float]]
"""Key, field's code and strength of each feature of a page."""
ALIKE = (field_of(BIAS), "word")
PAGE_CODES = {name: at for at, name in enumerate(sorted({*PAGE_FIELDS, *ALIKE}))}
PROMO_CODES = {name: at for at, name in enumerate(sorted({*PROMO_FIELDS, *ALIKE, "kind_age"}))}


@dataclass(frozen=True, slots=True, eq=False)
class KeyedFeatures:
    """Features of n things, padded to `MOST_FEATURES`: keys, fields' codes, strengths [n, k].

    Padding has the key `NOTHING` and strength 0.
    """

    keys: NDArray[np.int64]
    fields: NDArray[np.uint8]
    strengths: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.keys)

    def row(self, at: int) -> list[tuple[int, int, float]]:
        """Return key, field and strength of each feature of one thing."""
        found = zip(
            self.keys[at].tolist(),
            self.fields[at].tolist(),
            self.strengths[at].tolist(),
            strict=True,
        )
        return [each for each in found if each[0] != NOTHING]


def keyed(things: Sequence[Iterable[Feature]], codes: dict[str, int]) -> KeyedFeatures:
    """Return the features of things; `codes` are those of the side's fields."""
    shape = (len(things), MOST_FEATURES)
    keys, fields = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.uint8)
    strengths = np.zeros(shape, dtype=np.float32)
    for row, features in enumerate(things):
        for at, (name, strength) in enumerate(features):
            keys[row, at] = _key(name)
            fields[row, at] = codes[field_of(name)]
            strengths[row, at] = strength
    return KeyedFeatures(keys, fields, strengths)


def keyed_article(article: Article) -> PageFeatures:
    """Return the features of an article."""
    return keyed([article_page_features(article)], PAGE_CODES).row(0)


@lru_cache(maxsize=16_384)
def keyed_reader(
    country: str | None, region: str | None, device: str | None, local_hour: int
) -> PageFeatures:
    """Return the features of a reader at a local hour (0-23)."""
    reader = Reader(country=country, region=region, device=device)
    features = crossed_reader_features(reader, local_hour=local_hour)
    return keyed([features], PAGE_CODES).row(0)


@lru_cache(maxsize=65_536)
def _key(name: str) -> int:
    return key_of(name)

"""Finds the catalogue's articles by the 64-bit key that tokens bear, archived ones too."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from data.operational.catalogue import Catalogue
from recommender.keys import key_of


class ArticleIndex:
    """Keys in order with their articles' numbers: 16 bytes an article, a million in 16 MB."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._keys: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self._numbers: NDArray[np.int64] = np.zeros(0, dtype=np.int64)

    def change(self, since: int) -> None:
        """Take in the articles that changed after a catalogue version. Raises Unavailable."""
        rows = self._catalogue.articles.keys_changed_since(since)
        keys = np.array([key_of(row.site, row.id) for row in rows], dtype=np.int64)
        numbers = np.array([row.number for row in rows], dtype=np.int64)
        # The first of equal keys stands: a key and its number never part.
        self._keys, first = np.unique(np.concatenate([self._keys, keys]), return_index=True)
        self._numbers = np.concatenate([self._numbers, numbers])[first]

    def numbers(self, keys: Iterable[int]) -> dict[int, int]:
        """Return the number of each key that an article of the catalogue bears."""
        wanted = np.fromiter(keys, dtype=np.int64)
        at = np.searchsorted(self._keys, wanted)
        known = at < len(self._keys)
        known[known] = self._keys[at[known]] == wanted[known]
        found = self._numbers[at[known]].tolist()
        return dict(zip(wanted[known].tolist(), found, strict=True))

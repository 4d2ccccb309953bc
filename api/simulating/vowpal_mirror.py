"""Vowpal Wabbit's weights as arrays, so that all promos of a page are predicted at once.

The model is linear in features and in pairs of a page's feature and a promo's: what a page teaches
changes the weights of its own pairs alone, which are looked up again after it.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from api.simulating.vowpal import CONSTANT, Hashes, Vowpal
from data.worlds.world import Floats, Rows

ARTICLE, READER, PROMO, PLACE = "A", "B", "P", "K"
Codes = Sequence[int]
Weights = NDArray[np.float32]


def written(codes: Codes) -> str:
    """Return how codes of features stand in a line."""
    return " ".join(f"f{code}" for code in codes)


class VowpalMirror:
    """Weights of pairs, of features alone, and of what all lines share."""

    def __init__(self, vowpal: Vowpal, *, place: str) -> None:
        self._vowpal = vowpal
        self._sides = (_PageSide(vowpal, ARTICLE), _PageSide(vowpal, READER))
        self._promo_hashes: Hashes = np.empty(0, dtype=np.uint64)
        self._of_promo: Weights = np.zeros(1, dtype=np.float32)
        self._shared = np.array([CONSTANT, vowpal.hash_of(PLACE, place)], dtype=np.uint64)
        self._shared_weight = 0.0

    def make_room(self, *, article: int, reader: int, promo: int) -> None:
        """Take in features up to so many, of articles, readers and promos; they weigh nothing."""
        if promo > len(self._promo_hashes):
            self._promo_hashes = _hashed(self._vowpal, PROMO, self._promo_hashes, promo)
            self._of_promo = np.pad(self._of_promo, (0, promo + 1 - len(self._of_promo)))
        for side, count in zip(self._sides, (article, reader), strict=True):
            side.make_room(count, promo=promo)

    def logits(self, article: Codes, reader: Codes, promos: Rows) -> Floats:
        """Return the logits [n] of promos, features [n, most] (-1: none), on the first slot."""
        by_feature = self._of_promo.copy()
        same = self._shared_weight
        for side, codes in zip(self._sides, (article, reader), strict=True):
            by_feature += side.pairs[codes].sum(axis=0)
            same += float(side.own[codes].sum())
        found: Floats = by_feature[promos].sum(axis=1, dtype=np.float64) + same
        return found

    def look_up(self, article: Codes, reader: Codes, promo: Codes) -> None:
        """Take over the weights of these features, their pairs, and what all lines share."""
        hashes = self._promo_hashes[promo]
        for side, codes in zip(self._sides, (article, reader), strict=True):
            side.look_up(codes, promo, hashes)
        self._of_promo[promo] = self._vowpal.weights(hashes)
        self._shared_weight = float(self._vowpal.weights(self._shared).sum())


class _PageSide:
    """A namespace of a page: `pairs` [features, promo features + 1], `own` [features].

    The last column is nobody's and stays 0: promos with few features name it.
    """

    def __init__(self, vowpal: Vowpal, namespace: str) -> None:
        self._vowpal, self._namespace = vowpal, namespace
        self._hashes: Hashes = np.empty(0, dtype=np.uint64)
        self.pairs: Weights = np.zeros((0, 1), dtype=np.float32)
        self.own: Weights = np.zeros(0, dtype=np.float32)

    def make_room(self, count: int, *, promo: int) -> None:
        """Take in features up to `count`, and promo features up to `promo`."""
        rows, columns = count - self.pairs.shape[0], promo + 1 - self.pairs.shape[1]
        if rows or columns:
            self._hashes = _hashed(self._vowpal, self._namespace, self._hashes, count)
            self.own = np.pad(self.own, (0, rows))
            self.pairs = np.pad(self.pairs, ((0, rows), (0, columns)))

    def look_up(self, codes: Codes, promo: Codes, promo_hashes: Hashes) -> None:
        """Take over the weights of features and of their pairs with promo features."""
        own = self._hashes[codes]
        self.own[codes] = self._vowpal.weights(own)
        pairs = self._vowpal.weights(self._vowpal.pairs(own, promo_hashes))
        self.pairs[np.ix_(codes, promo)] = pairs


def _hashed(vowpal: Vowpal, namespace: str, known: Hashes, count: int) -> Hashes:
    """Return the hashes [count] of a namespace's features, those `known` among them."""
    more = [vowpal.hash_of(namespace, written([code])) for code in range(len(known), count)]
    return np.concatenate([known, np.array(more, dtype=np.uint64)])

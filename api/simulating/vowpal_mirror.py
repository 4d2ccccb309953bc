"""Vowpal Wabbit's weights as arrays, so that all promos of a page are predicted at once.

The model is linear in features and in pairs of a page's feature and a promo's: what a page teaches
changes the weights of its own pairs alone, which are looked up again after it.
"""

from collections.abc import Sequence

import numpy as np

from api.simulating.vowpal import CONSTANT, Hashes, Vowpal
from data.worlds.world import Floats, Rows

ARTICLE, READER, PROMO, PLACE = "A", "B", "P", "K"


def written(codes: Sequence[int]) -> str:
    """Return how codes of features stand in a line."""
    return " ".join(f"f{code}" for code in codes)


class VowpalMirror:
    """Weights of pairs [page features, promo features + 1], of features alone, and the constant.

    The last column is nobody's and stays 0: promos with few features name it.
    """

    def __init__(self, vowpal: Vowpal, *, place: str) -> None:
        self._vowpal = vowpal
        self._hashes: dict[tuple[str, int], int] = {}
        self._pairs = np.zeros((0, 1), dtype=np.float32)
        self._of_page = np.zeros(0, dtype=np.float32)
        self._of_promo = np.zeros(1, dtype=np.float32)
        self._place = np.array([CONSTANT, vowpal.hash_of(PLACE, place)], dtype=np.uint64)
        self._same_for_all = 0.0

    def logits(self, page: Sequence[int], promos: Rows) -> Floats:
        """Return the logits [n] of promos, features [n, most] each, on a page's first slot."""
        by_promo_feature = self._pairs[page].sum(axis=0) + self._of_promo
        same = self._same_for_all + float(self._of_page[page].sum())
        found: Floats = by_promo_feature[promos].sum(axis=1, dtype=np.float64) + same
        return found

    def make_room(self, *, pages: int, promos: int) -> None:
        """Make room for so many features of pages and of promos."""
        before = np.array([self._pairs.shape[0], self._pairs.shape[1] - 1])
        more = np.maximum([pages, promos] - before, 0)
        if not more.any():
            return
        grown = np.zeros(before + more + [0, 1], dtype=np.float32)
        grown[: before[0], : before[1]] = self._pairs[:, :-1]
        self._pairs = grown
        self._of_page = np.pad(self._of_page, (0, more[0]))
        self._of_promo = np.pad(self._of_promo, (0, more[1]))

    def look_up(self, article: Sequence[int], reader: Sequence[int], promo: Sequence[int]) -> None:
        """Take over the weights of these features, their pairs, and what all lines share."""
        of_page = np.concatenate([self._hashed(ARTICLE, article), self._hashed(READER, reader)])
        of_promo, page = self._hashed(PROMO, promo), [*article, *reader]
        pairs = self._vowpal.pairs(of_page, of_promo)
        hashes = np.concatenate([pairs.ravel(), of_page, of_promo, self._place])
        weights = self._vowpal.weights(hashes)
        until = np.cumsum([pairs.size, len(of_page), len(of_promo)])
        self._pairs[np.ix_(page, promo)] = weights[: until[0]].reshape(pairs.shape)
        self._of_page[page] = weights[until[0] : until[1]]
        self._of_promo[promo] = weights[until[1] : until[2]]
        self._same_for_all = float(weights[until[2] :].sum())

    def _hashed(self, namespace: str, codes: Sequence[int]) -> Hashes:
        found, known = [], self._hashes
        for code in codes:
            key = (namespace, code)
            if key not in known:
                known[key] = self._vowpal.hash_of(namespace, written([code]))
            found.append(known[key])
        return np.array(found, dtype=np.uint64)

"""The only file that names Vowpal Wabbit: a linear learner with pairs of features, hashed."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from vowpalwabbit import Workspace

from data.worlds.world import Floats

# A pair's hash is made of its features' as in VW's interactions (Fowler, Noll, Vo).
PAIR_FACTOR = np.uint64(16_777_619)
CONSTANT = 11_650_396
Hashes = NDArray[np.uint64]


class Vowpal:
    """A running learner; lines are in its own text format. `bits` is the size of its table."""

    def __init__(self, options: str, *, bits: int) -> None:
        self._workspace: Any = Workspace(f"{options} -b {bits} --quiet")
        self._mask = np.uint64(2**bits - 1)

    def learn(self, line: str) -> None:
        """Learn from one labelled line."""
        self._workspace.learn(line)

    def predict(self, line: str) -> float:
        """Return the logit of an unlabelled line."""
        return float(self._workspace.predict(line))

    def hash_of(self, namespace: str, name: str) -> int:
        """Return the hash of a feature."""
        return int(self._workspace.hash_feature(name, self._workspace.hash_space(namespace)))

    def pairs(self, first: Hashes, second: Hashes) -> Hashes:
        """Return the hashes [n, m] of pairs of features [n] and [m], in alphabetical namespaces."""
        return (first[:, None] * PAIR_FACTOR) ^ second[None, :]

    def weights(self, hashes: Hashes) -> Floats:
        """Return the weights of hashes, of whatever shape."""
        places: Sequence[int] = (hashes & self._mask).ravel().tolist()
        return np.array(list(map(self._workspace.get_weight, places))).reshape(hashes.shape)

    def close(self) -> None:
        """Give its table back."""
        self._workspace.finish()

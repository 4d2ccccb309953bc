"""The cards of all promos in two blobs, so that a few changed cards cost what a few cards cost.

Card i lies at `start[i]`, `length[i]` bytes long, counted through the base and then the additions;
once the additions outgrow a quarter of the base, both become a new base.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEAST_ADDITIONS = 1 << 20
SHARE_OF_BASE = 4


class CardShelf:
    """The keeper's side. What it hands out is never changed afterwards."""

    def __init__(self, cards: Sequence[bytes]) -> None:
        self._base = self._added = b""
        self._start = self._length = np.zeros(0, dtype=np.int64)
        self._lay(cards)

    def __len__(self) -> int:
        return len(self._start)

    def replace(self, changed: Mapping[int, bytes]) -> None:
        """Put cards at rows; rows past the end must follow on it."""
        if not changed:
            return
        more = max(0, max(changed) + 1 - len(self))
        start = np.concatenate([self._start, np.zeros(more, dtype=np.int64)])
        length = np.concatenate([self._length, np.zeros(more, dtype=np.int64)])
        at = len(self._base) + len(self._added)
        for row, card in changed.items():
            start[row], length[row] = at, len(card)
            at += len(card)
        self._start, self._length = start, length
        self._added += b"".join(changed.values())
        if len(self._added) > max(LEAST_ADDITIONS, len(self._base) // SHARE_OF_BASE):
            self._join()

    def arrays(self) -> dict[str, NDArray[np.int64]]:
        """Return where each card lies."""
        return {"cards.start": self._start, "cards.length": self._length}

    def blobs(self) -> dict[str, bytes]:
        """Return the two blobs."""
        return {"cards.base": self._base, "cards.added": self._added}

    def _lay(self, cards: Sequence[bytes]) -> None:
        self._base = b"".join(cards)
        self._added = b""
        self._length = np.array([len(card) for card in cards], dtype=np.int64)
        self._start = np.cumsum(self._length) - self._length

    def _join(self) -> None:
        cards = StoredCards(self._start, self._length, self._base, self._added)
        self._lay([cards.card(row) for row in range(len(self))])


@dataclass(frozen=True, slots=True)
class StoredCards:
    """A worker's side: the same arrays and blobs, mapped."""

    start: NDArray[np.int64]
    length: NDArray[np.int64]
    base: bytes | memoryview
    added: bytes | memoryview

    def card(self, row: int) -> bytes:
        """Return one promo's card."""
        start, length = int(self.start[row]), int(self.length[row])
        into = start - len(self.base)
        if into >= 0:
            return bytes(self.added[into : into + length])
        return bytes(self.base[start : start + length])

"""Chance for pictures: the same name always throws the same dice, on every Python."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A stream of throws that a name alone decides."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._throws = 0

    def share(self) -> float:
        """Return the next throw in [0, 1)."""
        self._throws += 1
        digest = blake2b(f"{self._name}#{self._throws}".encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big") / 2**64

    def between(self, low: float, high: float) -> int:
        """Return a whole number from `low` to `high`, both included."""
        return round(low + self.share() * (high - low))

    def pick(self, choices: Sequence[T]) -> T:
        """Return one of `choices`."""
        return choices[int(self.share() * len(choices))]

    def happens(self, chance: float) -> bool:
        """Return whether something of this chance (0-1) happens."""
        return self.share() < chance

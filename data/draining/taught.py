"""Whom the drain teaches: what lies in the lake is told once, in the order of the drain."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from data.draining.event_rows import Told


class Taught(Protocol):
    """Told by the drain alone, in its thread. Nothing that goes wrong here holds up the drain.

    `problem` is what stands in the way of learning.
    """

    problem: str | None

    def begin(self) -> int:
        """Take up what the lake holds; return when the last event known was drained, or 0.

        Called whenever the drain begins, and begins anew (microseconds since 1970).
        """

    def take(self, told: Told, drained_us: NDArray[np.int64]) -> None:
        """Take in events [n], drained at `drained_us` [n], that are in the lake now."""

    def settle(self) -> None:
        """Keep what was taken in: none of it can be taken out of the lake again."""

    def end(self) -> None:
        """Keep it for the next process."""


class Nobody:
    """Learns nothing."""

    problem: str | None = None

    def begin(self) -> int:
        """Know of no event."""
        return 0

    def take(self, told: Told, drained_us: NDArray[np.int64]) -> None:
        """Take in nothing."""

    def settle(self) -> None:
        """Keep nothing."""

    def end(self) -> None:
        """Keep nothing."""

"""The time at which events are drained: the order in which they can be learned again."""

from collections.abc import Callable
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from data.draining.record_columns import LATEST_MS

LATEST_US = LATEST_MS * 1000


class DrainClock:
    """Gives each event a microsecond of its own, later than all before it."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self.last_us = 0

    def see(self, last_us: int) -> None:
        """Take in a time that was given out before, by another process too."""
        self.last_us = max(self.last_us, last_us)

    def next(self, count: int) -> NDArray[np.int64]:
        """Return the times (microseconds since 1970) of the next events [count], ascending."""
        now_us = min(int(self._now().timestamp() * 1_000_000), LATEST_US)
        times = np.arange(count, dtype=np.int64) + max(self.last_us + 1, now_us)
        self.last_us = int(times[-1]) if count else self.last_us
        return times

"""The storage of `limits`, in memory and bounded.

The library's own has no bound, and after each event a thread of it walks every key it holds.
"""

import time
from collections.abc import Callable

from limits.storage import Storage

MOST = 50_000


class RepeatCounts(Storage):
    """Counts by key, each for its window; when there are too many, those that began first go."""

    STORAGE_SCHEME = None

    def __init__(self, *, most: int = MOST, seconds: Callable[[], float] = time.monotonic) -> None:
        """Begin with nothing counted; `seconds` is a clock that never goes back."""
        super().__init__()
        self._most = most
        self._seconds = seconds
        self._kept: dict[str, tuple[int, float]] = {}

    def __len__(self) -> int:
        """Return how many counts are held."""
        return len(self._kept)

    @property
    def base_exceptions(self) -> type[Exception]:
        """What fails here, by itself: nothing."""
        return ValueError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Add to a count; a new one holds for `expiry` seconds."""
        now = self._seconds()
        count, until = self._kept.get(key, (0, 0.0))
        if until <= now:
            self._kept.pop(key, None)
            if len(self._kept) >= self._most:
                self._make_room(now)
            count, until = 0, now + expiry
        self._kept[key] = count + amount, until
        return count + amount

    def get(self, key: str) -> int:
        """Return a count."""
        count, until = self._kept.get(key, (0, 0.0))
        return count if until > self._seconds() else 0

    def get_expiry(self, key: str) -> float:
        """Return when a count ends."""
        return self._kept.get(key, (0, self._seconds()))[1]

    def check(self) -> bool:
        """Memory is always there."""
        return True

    def reset(self) -> int:
        """Forget everything."""
        count = len(self._kept)
        self._kept.clear()
        return count

    def clear(self, key: str) -> None:
        """Forget one count."""
        self._kept.pop(key, None)

    def _make_room(self, now: float) -> None:
        """Drop what is over, then the oldest half if that was not enough."""
        kept = {key: held for key, held in self._kept.items() if held[1] > now}
        if 2 * len(kept) > self._most:
            kept = dict(list(kept.items())[len(kept) // 2 :])
        self._kept = kept

"""Sets of 64-bit keys that grow by the batch: sorted arrays, 8 bytes a key, merged as they grow."""

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
HOUR_MS = 3_600_000
MOST_KEYS = 48_000_000
"""What is remembered at most, 384 MB: about a day and a half of 50 M page views a month."""


class KeySet:
    """Keys in arrays of falling length, each sorted: a batch is looked up in a handful of them."""

    __slots__ = ("_runs", "count")

    def __init__(self) -> None:
        self._runs: list[Keys] = []
        self.count = 0

    def holds(self, keys: Keys) -> NDArray[np.bool_]:
        """Return which of the keys [n] are in the set."""
        found = np.zeros(len(keys), dtype=np.bool_)
        for run in self._runs:
            at = np.searchsorted(run, keys)
            at[at == len(run)] = 0
            found |= run[at] == keys
        return found

    def add(self, keys: Keys) -> None:
        """Take in keys that it does not hold."""
        if not len(keys):
            return
        run = np.sort(keys)
        self.count += len(run)
        while self._runs and len(self._runs[-1]) < 2 * len(run):
            # A stable sort of two sorted halves merges them.
            run = np.sort(np.concatenate([self._runs.pop(), run]), kind="stable")
        self._runs.append(run)


class HourlyKeys:
    """Keys by the hour of the decision they belong to, so that old ones go by the hour."""

    def __init__(self, *, most: int = MOST_KEYS) -> None:
        self._hours: dict[int, KeySet] = {}
        self._most = most
        self.kept_from_hour = 0

    @property
    def count(self) -> int:
        """How many keys are remembered."""
        return sum(keys.count for keys in self._hours.values())

    def are_new(self, keys: Keys, *, times_ms: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which of the keys [n] are neither remembered nor stand before in the batch."""
        is_new = np.zeros(len(keys), dtype=np.bool_)
        is_new[np.unique(keys, return_index=True)[1]] = True
        return is_new & ~self.hold(keys, times_ms=times_ms)

    def hold(self, keys: Keys, *, times_ms: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which of the keys [n], of decisions made at `times_ms`, are remembered."""
        found = np.zeros(len(keys), dtype=np.bool_)
        hours = times_ms // HOUR_MS
        for hour in np.unique(hours).tolist():
            if remembered := self._hours.get(hour):
                rows = hours == hour
                found[rows] = remembered.holds(keys[rows])
        return found

    def add(self, keys: Keys, *, times_ms: NDArray[np.int64]) -> None:
        """Remember keys that are new; the oldest hours go if there are too many."""
        hours = times_ms // HOUR_MS
        for hour in np.unique(hours).tolist():
            self._hours.setdefault(hour, KeySet()).add(keys[hours == hour])
        while self.count > self._most and len(self._hours) > 1:
            self.forget_before((min(self._hours) + 1) * HOUR_MS)

    def forget_before(self, time_ms: int) -> None:
        """Forget the whole hours before a time."""
        first = time_ms // HOUR_MS
        self.kept_from_hour = max(self.kept_from_hour, first)
        for hour in [hour for hour in self._hours if hour < first]:
            del self._hours[hour]

"""Bounds how much of its time a worker spends on tables that still work."""

PER_SECOND = 10
BURST = 25


class RebuildBudget:
    """A token bucket in the caller's time; at little traffic it always allows."""

    __slots__ = ("_burst", "_filled_at_ms", "_left", "_per_second")

    def __init__(self, *, per_second: int = PER_SECOND, burst: int = BURST) -> None:
        self._per_second, self._burst = per_second, burst
        self._left = float(burst)
        self._filled_at_ms = 0

    def allows(self, now_ms: int) -> bool:
        """Take one rebuild out of the budget, if there is one left at this time."""
        elapsed_ms = max(now_ms - self._filled_at_ms, 0)
        self._filled_at_ms = now_ms  # a clock that was set back must not stop the filling
        self._left = min(self._left + elapsed_ms * self._per_second / 1000, float(self._burst))
        if self._left < 1:
            return False
        self._left -= 1
        return True

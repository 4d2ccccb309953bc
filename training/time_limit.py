"""How long a training may go on trying: a moment on a clock, after which nothing new is begun."""

from collections.abc import Callable
from dataclasses import dataclass

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """Over once the clock (seconds) shows `ends_s`; never without one."""

    clock: Clock
    ends_s: float | None

    def is_over(self) -> bool:
        """Tell whether nothing new may be begun."""
        return self.ends_s is not None and self.clock() >= self.ends_s


def limit_from_now(clock: Clock, most_seconds: float | None) -> TimeLimit:
    """Return the limit of so many seconds from now, or none."""
    return TimeLimit(clock, None if most_seconds is None else clock() + most_seconds)

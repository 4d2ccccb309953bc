"""Every answer is counted; those that failed or took long are logged."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from api.observing.counts import Counts

SERVER_FAILURE = 500
READINESS = "/readyz"
"""Its 503 says that pages cannot be filled yet: whoever waits for that asks again and again."""
MOST_TOLD_A_SECOND = 20
"""A log that fills the disk is worse than one that says how much it left out."""
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldAnswers:
    """Which answers are logged: all, or those that failed or took longer than `slow_seconds`."""

    slow_seconds: float = 1.0
    tells_all: bool = False


class AnswerBook:
    """Counts and logs for one worker: by the door's name, never by the address asked for."""

    def __init__(
        self,
        counts: Counts,
        told: ToldAnswers,
        *,
        clock_seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self.took = counts.requests.took
        self.quick_seconds = 0.0 if told.tells_all else told.slow_seconds
        self._told = told
        self._clock_seconds = clock_seconds
        self._second = 0
        self._told_now = 0
        self._untold = 0

    def answered(self, door: str, method: str, *, status: int, seconds: float) -> None:
        """Count an answer, and log it if it is one to be told."""
        self.took(door, status, seconds)
        if seconds >= self.quick_seconds or status >= SERVER_FAILURE:
            self.tell(door, method, status=status, seconds=seconds)

    def tell(self, door: str, method: str, *, status: int, seconds: float) -> None:
        """Log an answer, if there is room for another line in this second."""
        is_awaited = door == READINESS and seconds < self.quick_seconds
        if not is_awaited and self._may_tell():
            self._tell(door, method, status, seconds)

    def _may_tell(self) -> bool:
        second = int(self._clock_seconds())
        if second != self._second:
            self._second, self._told_now = second, 0
        self._told_now += 1
        if self._told_now > MOST_TOLD_A_SECOND and not self._told.tells_all:
            self._untold += 1
            return False
        return True

    def _tell(self, door: str, method: str, status: int, seconds: float) -> None:
        facts = {"door": door, "method": method, "status": status, "ms": round(seconds * 1000, 1)}
        if self._untold:
            facts["untold"] = self._untold
            self._untold = 0
        if status >= SERVER_FAILURE:
            logger.error("an answer failed", extra={"facts": facts})
        elif seconds >= self._told.slow_seconds:
            logger.warning("an answer was slow", extra={"facts": facts})
        else:
            logger.info("answered", extra={"facts": facts})

"""Tells a trouble when it begins, and as long as it lasts only now and then."""

import logging
import time
from collections.abc import Callable

AGAIN_AFTER_SECONDS = 600.0


class TroubleLog:
    """Of each kind of trouble one line in ten minutes, whatever its words: paths in them change."""

    def __init__(
        self, logger: logging.Logger, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._logger = logger
        self._clock = clock
        self._told_at: dict[object, float] = {}

    def warn(self, kind: object, message: str, *arguments: object) -> None:
        """Log a warning unless one of the kind was logged a moment ago."""
        if self._is_due(kind):
            self._logger.warning(message, *arguments)

    def inform(self, kind: object, message: str, *arguments: object) -> None:
        """Log what is no trouble yet, likewise."""
        if self._is_due(kind):
            self._logger.info(message, *arguments)

    def _is_due(self, kind: object) -> bool:
        now, told_at = self._clock(), self._told_at.get(kind)
        if told_at is not None and now - told_at < AGAIN_AFTER_SECONDS:
            return False
        self._told_at[kind] = now
        return True


def kind_of(error: Exception) -> tuple[type[Exception], int | None]:
    """Return what makes an error the same trouble as another one: its class and number."""
    return type(error), error.errno if isinstance(error, OSError) else None

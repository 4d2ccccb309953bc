"""Waiting for what another process or thread will do, without timing it."""

import time
from collections.abc import Callable
from typing import Any
from urllib.error import URLError

PATIENCE_SECONDS = 60.0


def wait_for(holds: Callable[[], Any], what: str) -> None:
    """Return as soon as `holds` does; an unanswered connection counts as not yet."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            if holds():
                return
        except (URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.1)
    raise AssertionError(f"{what}: not within {PATIENCE_SECONDS:.0f} s")

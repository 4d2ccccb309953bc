"""The keeper's third task: has the days that are over summed for the reports, now and then.

Summing a day takes a core for seconds and a gigabyte. So each round is a process of its own,
niced, that ends when nothing is due; snapshots and the drain go on beside it.
"""

import logging
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event

from api.keeping.background import beside

FIRST_AFTER_SECONDS = 60.0
"""When a server starts, its pages and its first training need the cores more."""
EVERY_SECONDS = 300.0
LOOK_EVERY_SECONDS = 0.5
GRACE_SECONDS = 5.0
COMMAND = (sys.executable, "-m", "api.keeping.summing_process")
logger = logging.getLogger(__name__)


@contextmanager
def summing(
    *,
    stop: Event,
    first_after_seconds: float = FIRST_AFTER_SECONDS,
    every_seconds: float = EVERY_SECONDS,
    command: Sequence[str] = COMMAND,
) -> Iterator[None]:
    """Sum days beside what is done inside, until `stop` is set; a round that runs is ended."""

    def rounds() -> None:
        pause = first_after_seconds
        while not stop.wait(pause):
            run_round(command, stop=stop)
            pause = every_seconds

    with beside(rounds, name="summing", stop=stop):
        yield


def run_round(command: Sequence[str], *, stop: Event) -> int | None:
    """Run one round to its end and return its status; None if it was stopped or not started."""
    try:
        process = subprocess.Popen(  # noqa: S603 - our own command
            command, stdin=subprocess.DEVNULL
        )
    except OSError as error:
        logger.warning("the days are not summed for the reports: %s", error)
        return None
    while process.poll() is None:
        if stop.wait(LOOK_EVERY_SECONDS):
            _end(process)
            return None
    if process.returncode:
        logger.warning("summing days for the reports ended with status %d", process.returncode)
    return process.returncode


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

"""The workers as processes: they end within a bound, and none outlives its server."""

import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable

from starlette.types import ASGIApp
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from api.app import create_app

END_WITHIN_SECONDS = 15.0
"""Requests have five, the last commit of an inbox as many: what takes longer hangs."""
PARENT_CHECK_SECONDS = 1.0
logger = logging.getLogger(__name__)


class WorkerProcesses(Multiprocess):
    """Starts workers, starts anew those that die, and ends them all when it is told to."""

    def terminate_all(self) -> None:
        """Tell all to end. Nobody listens from then on: whoever connects is refused at once."""
        super().terminate_all()
        for socket in self.sockets:
            socket.close()

    def join_all(self) -> None:
        """Wait until all have ended, and kill those that hang: nothing acknowledged is lost."""
        until = time.monotonic() + END_WITHIN_SECONDS
        for worker in self.processes:
            worker.process.join(max(0.0, until - time.monotonic()))
            if worker.process.is_alive():
                logger.warning("worker %s did not end within its time: it is killed", worker.pid)
                worker.kill()
            worker.process.join()

    def keep_subprocess_alive(self) -> None:
        """Start anew the workers that died or hang, and log which and how they ended."""
        before = list(self.processes)
        had_ended = [worker.exitcode is not None for worker in before]
        super().keep_subprocess_alive()
        for old, new, by_itself in zip(before, self.processes, had_ended, strict=True):
            if old is not new:
                # One that ends just while it is asked does not answer either, whatever ended it.
                how = ending_of(old.exitcode) + ("" if by_itself else ": it did not answer")
                logger.warning("worker %s ended (%s): worker %s is started", old.pid, how, new.pid)

    @property
    def failed_to_start(self) -> bool:
        """Whether a worker could not even begin: then there is no use in starting it anew."""
        return any(worker.exitcode == STARTUP_FAILURE for worker in self.processes)


def ending_of(exitcode: int | None) -> str:
    """Return in words how a process ended."""
    if exitcode is None or exitcode >= 0:
        return f"status {exitcode}"
    try:
        return f"killed by {signal.Signals(-exitcode).name}"
    except ValueError:
        return f"killed by signal {-exitcode}"


def create_worker() -> ASGIApp:
    """Return the app of a worker that ends in good order when its server is gone."""
    thread = threading.Thread(
        target=follow,
        args=(server_process(), lambda: os.kill(os.getpid(), signal.SIGTERM)),
        name="follow-server",
        daemon=True,
    )
    thread.start()
    return create_app()


def server_process() -> int:
    """Return the process that started this one, dead or alive.

    Asked of the system, it would be another if the server was killed while this one was starting.
    """
    started_by = multiprocessing.parent_process()
    return os.getppid() if started_by is None or started_by.pid is None else started_by.pid


def follow(parent: int, end: Callable[[], object]) -> None:
    """Call `end` once the process that started this one is gone: killed, it told nobody."""
    while os.getppid() == parent:
        time.sleep(PARENT_CHECK_SECONDS)
    end()

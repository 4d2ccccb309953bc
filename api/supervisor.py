"""Serving in several processes: workers that answer, a keeper that writes; none stays dead."""

import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from importlib.util import find_spec
from multiprocessing.process import BaseProcess

import uvicorn

from api.edge.listening import bound_socket
from api.keeping.home_keeping import keep
from api.observing.log_format import log_as, log_config
from api.settings import ServeSettings, serve_settings
from api.worker_processes import WorkerProcesses, ending_of, follow
from data.operational.database import open_database
from data.operational.migration import migrate, upgrade
from data.snapshot_store import SnapshotStore
from data.storage_settings import StorageSettings, read_values
from recommender.errors import Unavailable

PROTOCOL = "api.edge.prompt_protocol:PromptProtocol"
RESTART_AFTER_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0
GRACE_SECONDS = 5
HANGS_AFTER_SECONDS = 20
"""A worker that is silent for so long is killed. One that starts is silent while it loads its
modules: with uvicorn's own 5 seconds it never came up on a machine that was busy or slow."""
KEEPER_GRACE_SECONDS = 20
"""Time for the last drain: what it does not reach waits in the inboxes for the next start."""
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""For workers and keeper: small products gain nothing from threads, which spin between them."""
logger = logging.getLogger(__name__)


def serve(settings: ServeSettings) -> None:
    """Serve until SIGTERM or SIGINT: then the workers end, and the keeper drains what they left.

    Raises Unavailable if the port cannot be had, the database at a first start, or no worker.
    """
    log_as(settings.log, process="supervisor")
    for name, value in ONE_THREAD.items():
        # Numpy reads it when a process loads it, and every worker is a new process.
        os.environ.setdefault(name, value)
    socket = bound_socket(settings.host, settings.port)
    set_up_database(settings.storage)
    config = server_config(settings)
    # The configuration above has let this process log as its workers do.
    log_as(settings.log, process="supervisor")
    with KeeperWatch():
        workers = WorkerProcesses(config, sockets=[socket])
        workers.run()
    if workers.failed_to_start:
        raise Unavailable("the workers cannot start: the log says why, or `chirashi doctor`")


def server_config(settings: ServeSettings) -> uvicorn.Config:
    """Return how uvicorn runs the workers. Nothing may wrap their app: it answers at once."""
    return uvicorn.Config(
        "api.worker_processes:create_worker",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        loop="auto",
        # Without httptools (on Windows) half a request is waited for without end.
        http=PROTOCOL if find_spec("httptools") else "auto",
        lifespan="on",
        # `answer_book` logs answers: uvicorn would log the reader's address.
        access_log=False,
        log_level="warning",
        log_config=log_config(settings.log, process="worker"),
        # Which proxies are believed, and for what, is decided by the settings alone.
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_worker_healthcheck=HANGS_AFTER_SECONDS,
    )


def set_up_database(storage: StorageSettings) -> None:
    """Bring the database up to date; one that fails is left to the keeper if a snapshot serves.

    Raises Unavailable if nothing was ever published that could serve meanwhile.
    """
    database = open_database(storage.database_url)
    last = SnapshotStore(storage.snapshots).newest_whole()
    if last is None:
        migrate(database)
        return
    try:
        # Never a new one: its empty catalogue would be published, and every page emptied.
        upgrade(database)
    except Unavailable as error:
        logger.warning("%s. Until it answers, snapshot %d goes on serving", error, last)


class KeeperWatch:
    """Runs the keeper in a process of its own and starts it anew when it dies."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._process: BaseProcess | None = None
        self._thread = threading.Thread(target=self._watch, name="keeper-watch", daemon=True)

    def __enter__(self) -> "KeeperWatch":
        """Start the keeper."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the keeper and wait for it."""
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        context = multiprocessing.get_context("spawn")
        pause_seconds = 0.0
        while not self._stop.is_set():
            started = time.monotonic()
            process = context.Process(target=run_keeper, args=(os.getpid(),), name="keeper")
            process.start()
            while process.is_alive() and not self._stop.wait(0.1):
                continue
            if not self._stop.is_set():
                logger.warning(
                    "the keeper ended (%s): starting it anew", ending_of(process.exitcode)
                )
                lived_seconds = time.monotonic() - started
                pause_seconds = next_pause_seconds(pause_seconds, lived_seconds=lived_seconds)
                self._stop.wait(pause_seconds)
            _end(process)


def next_pause_seconds(before: float, *, lived_seconds: float) -> float:
    """Return how long to wait before a keeper's next start: each time longer, until one lives.

    One that dies of what it finds would otherwise take a core from the workers.
    """
    if lived_seconds > STEADY_SECONDS:
        return RESTART_AFTER_SECONDS
    return min(max(2 * before, RESTART_AFTER_SECONDS), LONGEST_PAUSE_SECONDS)


def run_keeper(parent: int) -> None:
    """Keep, in a process of its own, until SIGTERM or until the parent has gone."""
    settings = serve_settings(read_values())
    log_as(settings.log, process="keeper")
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    # Ctrl-C reaches the whole group: the parent decides when the keeper ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    threading.Thread(target=follow, args=(parent, stop.set), daemon=True).start()
    try:
        keep(settings, stop=stop)
    except Exception:
        # The supervisor starts it anew; without the log nobody would know why.
        logger.exception("the keeper failed")
        sys.exit(1)


def _end(process: BaseProcess) -> None:
    if process.is_alive():
        process.terminate()
        process.join(KEEPER_GRACE_SECONDS)
    if process.is_alive():
        process.kill()
    process.join()
    process.close()

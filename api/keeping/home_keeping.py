"""The keeper's process: the one of a home that publishes snapshots, drains, keeps lake and sums."""

import logging
from pathlib import Path
from threading import Event

from filelock import FileLock, Timeout

from api.keeping.exploration_rounds import exploration, exploring
from api.keeping.inbox_drain import draining
from api.keeping.summing_rounds import summing
from api.settings import ServeSettings
from api.snapshots.snapshot_rounds import snapshot_rounds
from data.draining.recent_decisions import RecentDecisions
from data.trouble_log import TroubleLog, kind_of

LOOK_EVERY_SECONDS = 0.5
LOCK_PATIENCE_SECONDS = 1.0
FOLDER_PATIENCE_SECONDS = 1.0
logger = logging.getLogger(__name__)


def keep(settings: ServeSettings, *, stop: Event) -> None:
    """Keep until `stop` is set; wait while another process keeps the same home.

    Raises Unavailable if a part of it failed by what nobody foresaw: all is to begin anew then.
    """
    lock = _locked(settings.storage.snapshots, stop=stop)
    if lock is None:
        return
    try:
        recent = RecentDecisions()
        explored = exploration(settings, recent)
        rounds = snapshot_rounds(settings, temperatures=lambda: explored.temperatures)
        with (
            draining(settings, stop=stop, recent=recent),
            exploring(settings, explored, stop=stop),
            summing(stop=stop),
        ):
            while not stop.is_set():
                rounds.look()
                stop.wait(LOOK_EVERY_SECONDS)
    finally:
        lock.release()


def _locked(folder: Path, *, stop: Event) -> FileLock | None:
    """Return the home's lock, held once, as soon as it is to be had; None if stopped before."""
    lock, troubles = FileLock(folder / "keeper.lock"), TroubleLog(logger)
    while not stop.is_set():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=LOCK_PATIENCE_SECONDS)
            return lock
        except Timeout:
            troubles.inform("another", "another keeper keeps %s: waiting", folder)
        except OSError as error:
            told = "no snapshot can be written to %s: %s"
            troubles.warn(kind_of(error), told, folder, error)
            stop.wait(FOLDER_PATIENCE_SECONDS)
    return None

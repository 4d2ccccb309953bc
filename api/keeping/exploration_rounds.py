"""The keeper's fourth task: finds how warmly placements are drawn, and keeps what that spent."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from threading import Event

from api.keeping.background import beside
from api.keeping.exploration import Exploration
from api.settings import ServeSettings
from api.snapshots.online_watch import OnlineWatch
from data.clock import utc_now
from data.draining.recent_decisions import RecentDecisions
from data.snapshot_store import SnapshotStore
from data.trouble_log import TroubleLog, kind_of
from recommender.errors import ChirashiError

FIRST_AFTER_SECONDS = 60.0
EVERY_SECONDS = 300.0
logger = logging.getLogger(__name__)


def exploration(settings: ServeSettings, recent: RecentDecisions) -> Exploration:
    """Wire the exploration of a home."""
    return Exploration(
        recent,
        store=SnapshotStore(settings.storage.snapshots),
        online=OnlineWatch(SnapshotStore(settings.storage.online)),
        budget=settings.exploration_share,
        dice=Random,
        now=utc_now,
    )


@contextmanager
def exploring(
    settings: ServeSettings,
    made: Exploration,
    *,
    stop: Event,
    first_after_seconds: float = FIRST_AFTER_SECONDS,
    every_seconds: float = EVERY_SECONDS,
) -> Iterator[None]:
    """Explore beside what is done inside, until `stop` is set.

    Raises Unavailable if it failed by what nobody foresaw.
    """

    def rounds() -> None:
        # It takes seconds to import: snapshots do not wait for it.
        from api.keeping.exploration_log import exploration_log

        log, troubles = exploration_log(settings.storage), TroubleLog(logger)
        pause = first_after_seconds
        while not stop.wait(pause):
            pause = every_seconds
            try:
                log.write(made.look())
            except ChirashiError as error:
                told = "the temperatures of draws are not looked at: %s"
                troubles.warn(kind_of(error), told, error)

    with beside(rounds, name="exploration", stop=stop):
        yield

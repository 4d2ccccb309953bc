"""The keeper's second task, in a thread beside the snapshots: drains the inboxes into the lake."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import TYPE_CHECKING

from api.keeping.background import beside
from api.settings import ServeSettings
from data.draining.drain_state import tell_problem
from data.draining.recent_decisions import RecentDecisions
from recommender.errors import ChirashiError

if TYPE_CHECKING:
    from api.keeping.lake_work import LakeWork

TRY_AGAIN_SECONDS = 30.0
logger = logging.getLogger(__name__)


@contextmanager
def draining(settings: ServeSettings, *, stop: Event, recent: RecentDecisions) -> Iterator[None]:
    """Drain beside what is done inside, until `stop` is set; then what the workers left.

    Raises Unavailable if the drain failed by what nobody foresaw.
    """
    with beside(lambda: drain_until(settings, stop, recent=recent), name="drain", stop=stop):
        yield


def drain_until(settings: ServeSettings, stop: Event, *, recent: RecentDecisions) -> None:
    """Drain until `stop` is set, and then once more."""
    work = _wired(settings, stop, recent=recent)
    if work is not None:
        work.drainer.run(stop, every_seconds=settings.drain_seconds, after=work.after_each)
        work.drainer.finish()


def _wired(settings: ServeSettings, stop: Event, *, recent: RecentDecisions) -> "LakeWork | None":
    """Return what drains, as soon as it is to be had; None if stopped before."""
    # It takes seconds to import: snapshots do not wait for it.
    from api.keeping.lake_work import lake_work

    told = ""
    while True:
        try:
            return lake_work(settings, recent=recent)
        except ChirashiError as error:
            problem = f"the inboxes are not drained: {error}"
        if problem != told:
            logger.error("%s", problem)
        told = problem
        tell_problem(settings.storage.snapshots, problem)
        if stop.wait(TRY_AGAIN_SECONDS):
            return None

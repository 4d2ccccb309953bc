"""The keeper's second task, in a thread beside the snapshots: drains the inboxes into the lake."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from api.settings import ServeSettings
from recommender.errors import ChirashiError

logger = logging.getLogger(__name__)


@contextmanager
def draining(settings: ServeSettings, *, stop: Event) -> Iterator[None]:
    """Drain beside what is done inside, until `stop` is set; then what the workers left."""
    thread = Thread(target=drain_until, args=(settings, stop), name="drain")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def drain_until(settings: ServeSettings, stop: Event) -> None:
    """Drain until `stop` is set, and then once more."""
    # It takes seconds to import: snapshots do not wait for it.
    from api.keeping.lake_work import lake_work

    try:
        work = lake_work(settings)
    except ChirashiError as error:
        logger.error("the inboxes are not drained: %s", error)
        return
    work.drainer.run(stop, every_seconds=settings.drain_seconds, after=work.after_each)
    work.drainer.finish()

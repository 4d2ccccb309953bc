"""The keeper's second task, in a thread beside the snapshots: drains the inboxes into the lake."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event, Thread
from typing import TYPE_CHECKING

from api.settings import ServeSettings
from api.snapshots.lake_rounds import lake_rounds
from data.operational.catalogue import Catalogue
from data.operational.database import open_database
from data.snapshot_store import SnapshotStore
from recommender.errors import ChirashiError, Unavailable

if TYPE_CHECKING:
    from data.draining.drainer import Drainer

logger = logging.getLogger(__name__)


def drainer_of(settings: ServeSettings) -> "Drainer":
    """Wire the drain of an installation. Raises Invalid if the lake's URL cannot be used."""
    # What reads and writes the lake takes seconds to import: snapshots do not wait for it.
    from data.draining.catalogue_names import CatalogueNames
    from data.draining.drainer import Drainer
    from data.lake.lake_store import Lake

    storage = settings.storage
    store = SnapshotStore(storage.snapshots)
    catalogue = Catalogue(open_database(storage.database_url))
    return Drainer(
        storage.inboxes,
        lake=Lake(storage.lake_url, engine=storage.engine),
        names=CatalogueNames(catalogue, models=lambda: model_names(store)),
        state_folder=storage.snapshots,
        now=lambda: datetime.now(UTC),
    )


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
    try:
        drainer = drainer_of(settings)
        rounds = lake_rounds(settings, drainer)
    except ChirashiError as error:
        logger.error("the inboxes are not drained: %s", error)
        return
    drainer.run(stop, every_seconds=settings.drain_seconds, after=rounds)
    drainer.finish()


def model_names(store: SnapshotStore) -> Sequence[str]:
    """Return the models by the numbers that tokens bear, as the current snapshot lists them."""
    current = store.newest_whole()
    try:
        if current is not None:
            return [str(name) for name in store.read(current).facts["models"]]
    except (Unavailable, KeyError, TypeError):
        pass
    return []

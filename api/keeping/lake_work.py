"""Wires what the keeper does to the lake: the drain of the inboxes, and the lake's own keeping.

What reads and writes the lake takes seconds to import: only the thread that drains imports this.
"""

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from api.keeping.lake_rounds import LakeRounds
from api.settings import ServeSettings
from data.draining.catalogue_names import CatalogueNames
from data.draining.drained_rows import DrainedRows
from data.draining.drainer import Drainer
from data.draining.recent_decisions import RecentDecisions
from data.home_identity import home_identity
from data.lake.lake_files import open_files
from data.lake.lake_store import Lake
from data.lake_keeping.lake_keeping import LakeKeeping
from data.operational.catalogue import Catalogue
from data.operational.database import open_database
from data.snapshot_store import SnapshotStore
from data.storage_settings import StorageSettings
from recommender.errors import Unavailable


@dataclass(frozen=True, slots=True)
class LakeWork:
    """The drain, and what follows each of its rounds."""

    drainer: Drainer
    after_each: Callable[[], None]


def lake_work(settings: ServeSettings, *, recent: RecentDecisions | None = None) -> LakeWork:
    """Wire the drain and the lake's keeping. Raises Invalid, Unavailable."""
    storage = settings.storage
    drainer = _drainer(storage, recent)
    keeping = LakeKeeping(
        open_files(storage.lake_url),
        keep_days=storage.keep_days,
        keeper=home_identity(storage.snapshots),
        where=f"{socket.gethostname()}:{storage.home}",
    )
    after_each = LakeRounds(
        keeping,
        drainer=drainer,
        look_at_inboxes=lambda: DrainedRows(storage.inboxes),
        state_folder=storage.snapshots,
    )
    return LakeWork(drainer, after_each)


def _drainer(storage: StorageSettings, recent: RecentDecisions | None) -> Drainer:
    store = SnapshotStore(storage.snapshots)
    catalogue = Catalogue(open_database(storage.database_url))
    return Drainer(
        storage.inboxes,
        lake=Lake(storage.lake_url, engine=storage.engine),
        names=CatalogueNames(catalogue, models=lambda: model_names(store)),
        state_folder=storage.snapshots,
        now=lambda: datetime.now(UTC),
        recent=recent,
    )


def model_names(store: SnapshotStore) -> Sequence[str]:
    """Return the models by the numbers that tokens bear, as the current snapshot lists them."""
    current = store.newest_whole()
    try:
        if current is not None:
            return [str(name) for name in store.read(current).facts["models"]]
    except (Unavailable, KeyError, TypeError):
        pass
    return []

"""Wires what the keeper does to the lake: the drain of the inboxes, and the lake's own keeping.

What reads and writes the lake takes seconds to import: only the thread that drains imports this.
"""

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from api.keeping.lake_rounds import LakeRounds
from api.settings import ServeSettings
from data.clock import utc_now
from data.draining.catalogue_names import CatalogueNames
from data.draining.drained_rows import DrainedRows
from data.draining.drainer import Drainer
from data.draining.recent_decisions import RecentDecisions
from data.home_identity import home_identity
from data.lake.lake_files import open_files
from data.lake.lake_store import Lake
from data.lake_keeping.lake_keeping import LakeKeeping
from data.learning.kept_learner import kept_learners
from data.learning.learning import Learning
from data.learning.publishing import publish
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
    lake = Lake(storage.lake_url, engine=storage.engine)
    names = CatalogueNames(catalogue, models=lambda: model_names(store))
    return Drainer(
        storage.inboxes,
        lake=lake,
        names=names,
        state_folder=storage.snapshots,
        now=utc_now,
        recent=recent,
        taught=_learning(storage, lake, names, catalogue),
    )


def _learning(
    storage: StorageSettings, lake: Lake, names: CatalogueNames, catalogue: Catalogue
) -> Learning:
    kept = kept_learners(storage, catalogue)
    to_workers = partial(publish, SnapshotStore(storage.online))
    return Learning(lake, names=names, kept=kept, publish=to_workers, now=utc_now)


def model_names(store: SnapshotStore) -> Sequence[str]:
    """Return the models by the numbers that tokens bear, as the current snapshot lists them."""
    current = store.newest_whole()
    try:
        if current is not None:
            return [str(name) for name in store.read(current).facts["models"]]
    except (Unavailable, KeyError, TypeError):
        pass
    return []

"""A worker's look-out for what was learned online: maps it, and makes it ready for a snapshot."""

import logging
from dataclasses import replace

from data.inbox.online_marks import packed_version
from data.learning.learner_base import Base, base_of
from data.learning.publishing import published_in
from data.snapshot_store import SnapshotStore
from recommender.crossed.published_cross import PublishedCross
from recommender.errors import Unavailable
from recommender.online import Online, online_of
from recommender.promo_table import PromoTable
from recommender.snapshot import Snapshot

logger = logging.getLogger(__name__)


class OnlineWatch:
    """Holds the weights that were published last; those that cannot be read are passed over."""

    def __init__(self, store: SnapshotStore) -> None:
        self._store = store
        self._seen: tuple[int, int] | None = None
        self._told: tuple[str, Base, PublishedCross] | None = None
        self._ready: Online | None = None
        self._promos: PromoTable | None = None

    def pointer_state(self) -> tuple[int, int] | None:
        """Return what changes whenever something is published."""
        return self._store.pointer_state()

    def taught(self, snapshot: Snapshot) -> Snapshot:
        """Return the snapshot with what was published last: the very same object if it has it."""
        online = self._online_for(snapshot)
        return snapshot if online is snapshot.online else replace(snapshot, online=online)

    def _online_for(self, snapshot: Snapshot) -> Online | None:
        self._look()
        if self._told is None:
            return None
        version, base, weights = self._told
        if not _may_serve(base, model=snapshot.learned.version if snapshot.learned else None):
            return None
        if self._ready is None or snapshot.promos is not self._promos:
            crossed, blend = snapshot.promos.crossed, {"share": base.share, "shift": base.shift}
            mark = packed_version(version)
            self._ready = online_of(version, weights, crossed, mark=mark, **blend)
            self._promos = snapshot.promos
        return self._ready

    def _look(self) -> None:
        state = self.pointer_state()
        if state is None or state == self._seen:
            return
        self._seen = state
        try:
            number = self._store.newest_whole()
            if number is not None:
                # All of it is read here: what fails later would keep new snapshots from serving.
                weights, facts = published_in(self._store.read(number))
                self._told, self._ready = (facts["version"], base_of(facts["base"]), weights), None
        except (Unavailable, KeyError, TypeError) as error:
            logger.warning("what was learned online is not taken: %s", error)


def _may_serve(base: Base, *, model: str | None) -> bool:
    """Tell whether weights of this base may serve beside the live model.

    What stands beside a model needs that very one. What began from the prior alone knows less than
    any model does.
    """
    if base.share:
        return base.model == model
    return base.model is not None or model is None

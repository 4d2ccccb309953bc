"""The keeper's first task: turns catalogue and model into what the workers read."""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime

from api.settings import ServeSettings
from api.snapshots.keeper_state import KeeperState, write_state
from api.snapshots.snapshot_builder import SnapshotBuilder
from api.snapshots.snapshot_form import SnapshotParts
from data.clock import utc_now
from data.models.model_store import ModelStore
from data.operational.catalogue import Catalogue
from data.operational.database import open_database
from data.snapshot_store import SnapshotStore
from recommender.assembly import epoch_ms
from recommender.eligibility import flight_bounds_ms, next_bound_ms
from recommender.errors import ChirashiError, InvalidModel, NotFound, Unavailable
from recommender.learned import Learned
from recommender.promo_table import NEVER_MS
from recommender.snapshot import RankingSettings

CLOCK_STEP_MS = 60_000
"""A clock set back by more is no mere correction."""
Temperatures = Mapping[tuple[str, str], float]
"""Of the draws of placements, by (site, placement)."""
logger = logging.getLogger(__name__)


class SnapshotRounds:
    """Looks for what has changed and publishes. A problem is told, and tried again."""

    def __init__(
        self,
        catalogue: Catalogue,
        *,
        models: ModelStore,
        store: SnapshotStore,
        settings: RankingSettings,
        now: Callable[[], datetime],
        temperatures: Callable[[], Temperatures] = dict,
    ) -> None:
        self._catalogue = catalogue
        self._models = models
        self._store = store
        self._settings = settings
        self._now = now
        self._temperatures = temperatures
        self._is_upgraded = False
        self._builder = self._new_builder()
        self._learned: Learned | None = None
        self._published: SnapshotParts | None = None
        self._next_boundary_ms = NEVER_MS
        self._looked_at_ms = 0
        self._problem: str | None = None

    def look(self) -> bool:
        """Publish a snapshot if one is due and tell how it went; return whether one was."""
        problem = None
        is_published = False
        try:
            problem = self._take_live_model()
            self._upgrade_once()
            if self._is_due():
                self._publish()
                is_published = True
        except ChirashiError as error:
            problem = str(error)
            # Whatever answers next may be an older one, restored.
            self._is_upgraded = False
        self._tell(problem)
        return is_published

    def _take_live_model(self) -> str | None:
        """Load the live model if it is another one; one that cannot be read is not taken."""
        try:
            live = self._models.live()
            if live is None:
                self._learned = None
            elif self._learned is None or self._learned.version != live:
                self._learned = self._models.load(live)
        except (InvalidModel, NotFound) as error:
            return f"the live model is not taken: {error}"
        return None

    def _upgrade_once(self) -> None:
        if not self._is_upgraded:
            self._catalogue.upgrade()
            self._is_upgraded = True

    def _is_due(self) -> bool:
        now = self._now()
        self._heed_clock(now)
        published = self._published
        version = self._catalogue.version()
        if published is None or not self._store.is_whole(published.number):
            self._store.forget_written()
            return True
        if version < published.catalogue_version:
            # Another database lies in the place of the old one: nothing known of it holds.
            self._builder = self._new_builder()
            return True
        model = self._learned.version if self._learned else None
        return (
            version != published.catalogue_version
            or model != published.model
            or self._temperatures() != published.temperatures
            or epoch_ms(now) >= self._next_boundary_ms
            or self._builder.is_due(now)
        )

    def _heed_clock(self, now: datetime) -> None:
        """Begin a new generation if the clock was set back.

        Workers keep tables by the time they made them at: without it they would keep those of the
        wrong time, its flights begun or ended too early, until that time comes again.
        """
        before, self._looked_at_ms = self._looked_at_ms, epoch_ms(now)
        if before - self._looked_at_ms > CLOCK_STEP_MS:
            logger.warning("the clock was set back to %s: beginning anew", now.isoformat())
            self._builder, self._published = self._new_builder(), None

    def _publish(self) -> None:
        started = time.monotonic()
        number, now = self._store.next_number(), self._now()
        parts = self._builder.build(
            self._learned, now=now, number=number, temperatures=self._temperatures()
        )
        self._store.publish(parts.arrays(), blobs=parts.cards.blobs(), facts=parts.facts())
        self._published = parts
        self._next_boundary_ms = _next_boundary_ms(parts, after_ms=epoch_ms(now))
        logger.info(
            "snapshot %d of catalogue version %d and model %s in %.2f s",
            number,
            parts.catalogue_version,
            parts.model,
            time.monotonic() - started,
        )

    def _new_builder(self) -> SnapshotBuilder:
        builder = SnapshotBuilder(self._catalogue, settings=self._settings)
        current = self._store.current()
        try:
            if current is not None:
                builder.know_models(self._store.read(current).facts["models"])
        except (Unavailable, KeyError, TypeError):
            builder.know_models(self._models.versions())
        return builder

    def _tell(self, problem: str | None) -> None:
        if problem is not None and problem != self._problem:
            logger.warning("%s", problem)
        self._problem = problem
        write_state(self._store.folder, KeeperState(epoch_ms(self._now()), problem))


def snapshot_rounds(
    settings: ServeSettings, *, temperatures: Callable[[], Temperatures]
) -> SnapshotRounds:
    """Wire the rounds of an installation. The database is opened at the first look."""
    storage = settings.storage
    return SnapshotRounds(
        Catalogue(open_database(storage.database_url)),
        models=ModelStore(storage.models),
        store=SnapshotStore(storage.snapshots),
        settings=RankingSettings(
            control_share=settings.control_share, baseline_share=settings.baseline_share
        ),
        now=utc_now,
        temperatures=temperatures,
    )


def _next_boundary_ms(parts: SnapshotParts, *, after_ms: int) -> int:
    columns = parts.columns
    bounds = flight_bounds_ms(
        columns["starts_ms"],
        ends_ms=columns["ends_ms"],
        is_live=columns["is_live"],
        after_ms=after_ms,
    )
    return next_bound_ms(bounds)

"""What trainings refitted, and which of it may serve: beside the live model, or without any."""

import logging
import time
from collections.abc import Callable

from data.learning.learner_base import refit_base
from data.models.cross_file import StoredCross
from data.models.cross_store import CrossStore
from data.models.model_store import ModelStore
from data.trouble_log import TroubleLog
from recommender.errors import InvalidModel, NotFound

NOBODYS = ""
AGAIN_AFTER_SECONDS = 60.0
logger = logging.getLogger(__name__)


class UsableRefits:
    """Looks a refit up once, for the model it stands beside; a spoilt one again each minute.

    Perhaps the disk was at fault for a moment.
    """

    def __init__(
        self,
        refits: CrossStore,
        models: ModelStore,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._refits = refits
        self._models = models
        self._clock = clock
        self._needs: dict[str, str | None] = {}
        self._spoilt_until: dict[str, float] = {}
        self._troubles = TroubleLog(logger, clock=clock)

    def newest(self) -> str | None:
        """Return the newest refit that may serve: one that needs no model, or the live one."""
        live = self._models.live()
        usable = (each for each in self._refits.versions() if self._needed(each) in (None, live))
        return next(usable, None)

    def ending(self, digest: str) -> str:
        """Return the version that ends so. Raises NotFound."""
        version = next((each for each in self._refits.versions() if each.endswith(digest)), None)
        if version is None:
            raise NotFound("cross state", digest)
        return version

    def load(self, version: str) -> StoredCross:
        """Return a refit. Raises NotFound, InvalidModel."""
        return self._refits.load(version)

    def _needed(self, refit: str) -> str | None:
        """Return the model that a refit stands beside; what is spoilt needs one that nobody has."""
        if refit in self._needs:
            return self._needs[refit]
        if self._clock() < self._spoilt_until.get(refit, 0.0):
            return NOBODYS
        try:
            self._needs[refit] = self._looked_up(refit)
        except (InvalidModel, NotFound) as error:
            self._troubles.warn(refit, "%s", error)
            self._spoilt_until[refit] = self._clock() + AGAIN_AFTER_SECONDS
            return NOBODYS
        return self._needs[refit]

    def _looked_up(self, refit: str) -> str | None:
        found = self._refits.load(refit)
        base = refit_base(refit, found.weights.learned, found.about)
        return base.model if base.share else None

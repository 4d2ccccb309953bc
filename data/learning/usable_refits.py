"""What trainings refitted, and which of it may serve: beside the live model, or without any."""

import logging

from data.learning.learner_base import refit_base
from data.models.cross_file import StoredCross
from data.models.cross_store import CrossStore
from data.models.model_store import ModelStore
from recommender.errors import InvalidModel, NotFound

SPOILT = ""
logger = logging.getLogger(__name__)


class UsableRefits:
    """Looks a refit up once, for the model it stands beside."""

    def __init__(self, refits: CrossStore, models: ModelStore) -> None:
        self._refits = refits
        self._models = models
        self._needs: dict[str, str | None] = {}

    def newest(self) -> str | None:
        """Return the newest refit that may serve: one that needs no model, or the live one."""
        live = self._models.live()
        for version in self._refits.versions():
            if version not in self._needs:
                self._needs[version] = self._needed(version)
            if self._needs[version] in (None, live):
                return version
        return None

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
        try:
            found = self._refits.load(refit)
        except (InvalidModel, NotFound) as error:
            logger.warning("%s", error)
            return SPOILT
        base = refit_base(refit, found.weights.learned, found.about)
        return base.model if base.share else None

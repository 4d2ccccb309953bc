"""The learner between two processes: the base that it began from, and how far it has come."""

import logging
from dataclasses import dataclass
from datetime import datetime

from data.learning.exposure_join import ExposureJoin
from data.learning.exposure_rule import ExposureRule, rule_of
from data.learning.learner_base import DIGITS, Base, base_of, refit_base
from data.learning.lessons import LATE_MS, US_PER_MS
from data.learning.online_learner import OnlineLearner
from data.learning.things_learned import ThingsLearned
from data.models.cross_file import StoredCross
from data.models.cross_store import CrossStore
from data.models.model_store import ModelStore
from data.operational.catalogue import Catalogue
from data.storage_settings import StorageSettings
from recommender.crossed.cross_state import state_of, version_of
from recommender.crossed.cross_weights import CrossWeights
from recommender.crossed.portable_prior import PORTABLE
from recommender.errors import InvalidModel, NotFound
from recommender.learned import Learned

KEPT_SAVES = 2
SPOILT = ""
logger = logging.getLogger(__name__)


class KeptLearners:
    """`refits` holds what trainings found, `saves` the learner as it was now and then."""

    def __init__(
        self, refits: CrossStore, saves: CrossStore, *, models: ModelStore, catalogue: Catalogue
    ) -> None:
        self._refits = refits
        self._saves = saves
        self._models = models
        self._catalogue = catalogue
        self._needs: dict[str, str | None] = {}

    def newest_refit(self) -> str | None:
        """Return the newest refit that may serve: one that needs no model, or the live one."""
        live = self._models.live()
        for version in self._refits.versions():
            if version not in self._needs:
                self._needs[version] = self._needed(version)
            if self._needs[version] in (None, live):
                return version
        return None

    def newest(self, now: datetime) -> OnlineLearner:
        """Return the learner as it was saved last, or as another refit begins it.

        Without either it begins from the portable prior. What cannot be read is told in the log and
        passed over. Raises Unavailable.
        """
        refit, saved = self.newest_refit(), self._newest_saved()
        if saved and saved.base.version == (_prior_version() if refit is None else refit):
            return self._learner(saved.weights, saved.base, saved.rule, saved.through_us)
        rule = saved.rule if saved else ExposureRule()
        if refit is None:
            return self._from_prior(now, rule)
        return self._from_refit(refit, rule, past_us=_past_us(now))

    def begun(self, digest: str) -> OnlineLearner:
        """Return a learner as the base of this digest begins it. Raises NotFound, InvalidModel."""
        # It tells since when views are told: what was saved last knows that of any time before.
        saved = self._newest_saved()
        rule = saved.rule if saved else ExposureRule()
        if digest == _prior_version()[-DIGITS:]:
            return self._learner(CrossWeights(PORTABLE), _prior_base(), rule, 0)
        version = next((each for each in self._refits.versions() if each.endswith(digest)), None)
        if version is None:
            raise NotFound("cross state", digest)
        return self._from_refit(version, rule, past_us=0)

    def save(self, learner: OnlineLearner) -> None:
        """Keep the learner as it is. Raises Busy, Unavailable, InvalidModel."""
        about = {
            "base": learner.base.content(),
            "rule": learner.join.rule.content(),
            "through_us": learner.through_us,
        }
        self._saves.save(learner.weights, about=about)
        self._saves.prune(keep=KEPT_SAVES)

    def _needed(self, refit: str) -> str | None:
        """Return the model that a refit stands beside; what is spoilt needs one that nobody has."""
        try:
            found = self._refits.load(refit)
        except (InvalidModel, NotFound) as error:
            logger.warning("%s", error)
            return SPOILT
        base = refit_base(refit, found.weights.learned, found.about)
        return base.model if base.share else None

    def _newest_saved(self) -> "_Saved | None":
        for version in self._saves.versions():
            try:
                return _saved(self._saves.load(version))
            except (InvalidModel, NotFound) as error:
                logger.warning("%s", error)
            except (KeyError, TypeError, ValueError) as error:
                logger.warning("%s was saved by another version: %r", version, error)
        return None

    def _from_refit(self, refit: str, rule: ExposureRule, *, past_us: int) -> OnlineLearner:
        found = self._refits.load(refit)
        base = refit_base(refit, found.weights.learned, found.about)
        through_us = int(found.about.get("drained_through_us", past_us))
        return self._learner(found.weights, base, rule, through_us)

    def _from_prior(self, now: datetime, rule: ExposureRule) -> OnlineLearner:
        learner = self._learner(CrossWeights(PORTABLE), _prior_base(), rule, _past_us(now))
        self.save(learner)
        return learner

    def _learner(
        self, weights: CrossWeights, base: Base, rule: ExposureRule, through_us: int
    ) -> OnlineLearner:
        model = self._model(base)
        return OnlineLearner(
            weights=weights,
            things=ThingsLearned(self._catalogue, weights, model=model if base.share else None),
            join=ExposureJoin(rule),
            base=base,
            examination=model.examination if model else {},
            through_us=through_us,
        )

    def _model(self, base: Base) -> Learned | None:
        """Return the model. Raises NotFound or InvalidModel if its share cannot do without."""
        try:
            return self._models.load(base.model) if base.model else None
        except (NotFound, InvalidModel) as error:
            if base.share:
                raise
            logger.warning("all slots count as examined, for their model cannot be read: %s", error)
            return None


def kept_learners(storage: StorageSettings, catalogue: Catalogue) -> KeptLearners:
    """Return what a home keeps of its learners."""
    return KeptLearners(
        CrossStore(storage.cross_states),
        CrossStore(storage.online_states),
        models=ModelStore(storage.models),
        catalogue=catalogue,
    )


def _prior_version() -> str:
    return version_of(state_of(CrossWeights(PORTABLE)))


def _prior_base() -> Base:
    return Base(version=_prior_version(), learned=0)


def _past_us(now: datetime) -> int:
    return int(now.timestamp() * 1000 - LATE_MS) * US_PER_MS


@dataclass(frozen=True, slots=True)
class _Saved:
    """A learner as it was saved."""

    weights: CrossWeights
    base: Base
    rule: ExposureRule
    through_us: int


def _saved(stored: StoredCross) -> _Saved:
    """Return what was stored. Raises KeyError, TypeError or ValueError if it is none of ours."""
    about = stored.about
    base, rule = base_of(about["base"]), rule_of(about["rule"])
    return _Saved(stored.weights, base, rule, int(about["through_us"]))

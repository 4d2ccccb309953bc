"""The learner between two processes: the base that it began from, and how far it has come."""

import logging
from datetime import datetime

from data.learning.exposure_join import ExposureJoin
from data.learning.exposure_rule import ExposureRule
from data.learning.learner_base import DIGITS, Base, refit_base
from data.learning.learner_saves import LearnerSaves
from data.learning.lessons import LATE_MS, US_PER_MS
from data.learning.online_learner import OnlineLearner
from data.learning.things_learned import ThingsLearned
from data.learning.usable_refits import UsableRefits
from data.models.cross_store import CrossStore
from data.models.model_store import ModelStore
from data.operational.catalogue import Catalogue
from data.storage_settings import StorageSettings
from recommender.crossed.cross_state import state_of, version_of
from recommender.crossed.cross_weights import CrossWeights
from recommender.crossed.portable_prior import PORTABLE
from recommender.errors import InvalidModel, NotFound
from recommender.learned import Learned

logger = logging.getLogger(__name__)


class KeptLearners:
    """`refits` holds what trainings found, `saves` the learner as it was now and then."""

    def __init__(
        self, refits: CrossStore, saves: CrossStore, *, models: ModelStore, catalogue: Catalogue
    ) -> None:
        self.refits = UsableRefits(refits, models)
        self.saves = LearnerSaves(saves)
        self._models = models
        self._catalogue = catalogue

    def newest(self, now: datetime, *, refit: str | None) -> OnlineLearner:
        """Return the learner as it was saved last, or as another refit (the newest) begins it.

        Without a refit (None) it begins from the portable prior. Saves that cannot be read are told
        in the log and passed over. Raises NotFound or InvalidModel of the refit or the model that
        it needs, Busy, Unavailable.
        """
        saved = self.saves.newest()
        if saved and saved.base.version == (_prior_version() if refit is None else refit):
            return self._learner(saved.weights, saved.base, saved.rule, saved.through_us)
        rule = saved.rule if saved else ExposureRule()
        if refit is None:
            return self._from_prior(now, rule)
        return self._from_refit(refit, rule, past_us=_past_us(now))

    def begun(self, digest: str) -> OnlineLearner:
        """Return a learner as the base of this digest begins it. Raises NotFound, InvalidModel."""
        # It tells since when views are told: what was saved last knows that of any time before.
        saved = self.saves.newest()
        rule = saved.rule if saved else ExposureRule()
        if digest == _prior_version()[-DIGITS:]:
            return self._learner(CrossWeights(PORTABLE), _prior_base(), rule, 0)
        return self._from_refit(self.refits.ending(digest), rule, past_us=0)

    def _from_refit(self, refit: str, rule: ExposureRule, *, past_us: int) -> OnlineLearner:
        found = self.refits.load(refit)
        base = refit_base(refit, found.weights.learned, found.about)
        through_us = int(found.about.get("drained_through_us", past_us))
        return self._learner(found.weights, base, rule, through_us)

    def _from_prior(self, now: datetime, rule: ExposureRule) -> OnlineLearner:
        learner = self._learner(CrossWeights(PORTABLE), _prior_base(), rule, _past_us(now))
        self.saves.save(learner)
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

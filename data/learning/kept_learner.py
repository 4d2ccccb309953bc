"""The learner between two processes: the base that it began from, and how far it has come."""

import logging
from collections.abc import Mapping
from datetime import datetime

from data.draining.key_sets import HourlyKeys
from data.learning.exposure_rule import ExposureRule, rule_of
from data.learning.learner_base import Base, base_of, refit_base
from data.learning.lessons import LATE_MS, US_PER_MS
from data.learning.online_learner import OnlineLearner
from data.learning.things_learned import ThingsLearned
from data.models.cross_file import StoredCross
from data.models.cross_store import CrossStore
from data.models.model_store import ModelStore
from data.operational.catalogue import Catalogue
from recommender.crossed.cross_state import state_of, version_of
from recommender.crossed.cross_weights import CrossWeights
from recommender.crossed.portable_prior import PORTABLE
from recommender.errors import InvalidModel, NotFound
from recommender.learned import Floats

KEPT_SAVES = 2
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

    def newest_refit(self) -> str | None:
        """Return the version of the newest refit that there is."""
        return self._refits.newest()

    def newest(self, now: datetime) -> OnlineLearner:
        """Return the learner as it was saved last, or as a newer refit begins it.

        Without either it begins from the portable prior. What cannot be read is told in the log and
        passed over. Raises Unavailable.
        """
        refit, saved = _newest_sound(self._refits), _newest_sound(self._saves)
        if saved and (refit is None or saved.about["base"]["version"] == refit.version):
            return self._resumed(saved)
        rule = rule_of(saved.about["rule"]) if saved else ExposureRule()
        if refit is None:
            return self._from_prior(now, rule)
        base = refit_base(refit.version, refit.weights.learned, refit.about)
        through_us = int(refit.about.get("drained_through_us", _past_us(now)))
        return self._learner(refit.weights, base, rule, through_us)

    def save(self, learner: OnlineLearner) -> None:
        """Keep the learner as it is. Raises Busy, Unavailable, InvalidModel."""
        about = {
            "base": learner.base.content(),
            "rule": learner.rule.content(),
            "through_us": learner.through_us,
        }
        self._saves.save(learner.weights, about=about)
        self._saves.prune(keep=KEPT_SAVES)

    def _resumed(self, saved: StoredCross) -> OnlineLearner:
        about = saved.about
        base, rule = base_of(about["base"]), rule_of(about["rule"])
        return self._learner(saved.weights, base, rule, int(about["through_us"]))

    def _from_prior(self, now: datetime, rule: ExposureRule) -> OnlineLearner:
        weights = CrossWeights(PORTABLE)
        base = Base(version=version_of(state_of(weights)), learned=0)
        learner = self._learner(weights, base, rule, _past_us(now))
        self.save(learner)
        return learner

    def _learner(
        self, weights: CrossWeights, base: Base, rule: ExposureRule, through_us: int
    ) -> OnlineLearner:
        return OnlineLearner(
            weights=weights,
            things=ThingsLearned(self._catalogue, weights),
            rule=rule,
            base=base,
            examination=self._examination(base.model),
            exposed=HourlyKeys(),
            through_us=through_us,
        )

    def _examination(self, model: str | None) -> Mapping[str, Floats]:
        try:
            return self._models.load(model).examination if model else {}
        except (NotFound, InvalidModel) as error:
            logger.warning("all slots count as examined, for their model cannot be read: %s", error)
            return {}


def _past_us(now: datetime) -> int:
    return int(now.timestamp() * 1000 - LATE_MS) * US_PER_MS


def _newest_sound(store: CrossStore) -> StoredCross | None:
    for version in store.versions():
        try:
            return store.load(version)
        except (InvalidModel, NotFound) as error:
            logger.warning("%s", error)
    return None

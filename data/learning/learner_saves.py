"""The online learner as it was saved now and then: it spares learning again what was learned."""

import logging
from dataclasses import dataclass

from data.learning.exposure_rule import ExposureRule, rule_of
from data.learning.learner_base import Base, base_of
from data.learning.online_learner import OnlineLearner
from data.models.cross_file import StoredCross
from data.models.cross_store import CrossStore
from recommender.crossed.cross_weights import CrossWeights
from recommender.errors import InvalidModel, NotFound

KEPT_SAVES = 2
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SavedLearner:
    """A learner as it was saved: what had been drained `through_us` it knows."""

    weights: CrossWeights
    base: Base
    rule: ExposureRule
    through_us: int


class LearnerSaves:
    """The last few saves of one home."""

    def __init__(self, saves: CrossStore) -> None:
        self._saves = saves

    def newest(self) -> SavedLearner | None:
        """Return the newest that can be read; what cannot is told in the log and passed over."""
        for version in self._saves.versions():
            try:
                return _saved(self._saves.load(version))
            except (InvalidModel, NotFound) as error:
                logger.warning("%s", error)
            except (KeyError, TypeError, ValueError) as error:
                logger.warning("%s was saved by another version: %r", version, error)
        return None

    def save(self, learner: OnlineLearner) -> None:
        """Keep the learner as it is. Raises Busy, Unavailable, InvalidModel."""
        about = {
            "base": learner.base.content(),
            "rule": learner.join.rule.content(),
            "through_us": learner.through_us,
        }
        self._saves.save(learner.weights, about=about)
        self._saves.prune(keep=KEPT_SAVES)


def _saved(stored: StoredCross) -> SavedLearner:
    """Return what was stored. Raises KeyError, TypeError or ValueError if it is none of ours."""
    about = stored.about
    base, rule = base_of(about["base"]), rule_of(about["rule"])
    return SavedLearner(stored.weights, base, rule, int(about["through_us"]))

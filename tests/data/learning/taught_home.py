"""A home whose drain teaches a learner, to be killed and begun anew."""

from datetime import timedelta
from pathlib import Path

import numpy as np

from data.draining.taught import Taught
from data.learning.kept_learner import KeptLearners
from data.learning.learning import Learning
from data.learning.online_learner import OnlineLearner
from data.models.cross_store import CrossStore
from data.models.model_store import ModelStore
from data.operational.catalogue import Catalogue
from recommender.crossed.cross_state import state_of, version_of
from tests.builders import NOON
from tests.data.draining.told_home import ToldHome, a_catalogue


class TaughtHome(ToldHome):
    """A told home with a learner; `published` are the versions that it published."""

    def __init__(self, folder: Path, *, catalogue: Catalogue | None = None) -> None:
        self.refits = CrossStore(folder / "refits")
        self.saves = CrossStore(folder / "saves")
        self.models = ModelStore(folder / "models")
        self.published: list[str] = []
        super().__init__(folder, catalogue=catalogue or an_older_catalogue(folder))

    def taught(self) -> Taught:
        """Return the learner of a keeper that starts."""
        kept = KeptLearners(self.refits, self.saves, models=self.models, catalogue=self.catalogue)
        self.learning = Learning(
            self.lake,
            names=self.names,
            kept=kept,
            publish=lambda learner: self.published.append(learner.version),
            now=lambda: self.now,
        )
        return self.learning

    @property
    def learner(self) -> OnlineLearner:
        """What has learned."""
        assert self.learning.learner is not None
        return self.learning.learner


def an_older_catalogue(folder: Path) -> Catalogue:
    """Return a catalogue whose things were there before anything was decided."""
    return a_catalogue(folder, now=lambda: NOON - timedelta(days=1))


def learned_state(home: TaughtHome) -> str:
    """Return the name of what is known: two states of one name are equal to the bit."""
    return version_of(state_of(home.learner.weights))


def logit_of(home: TaughtHome, page: str, promo: str) -> float:
    """Return the mean weight of a feature of a page beside one of a promo."""
    weights = home.learner.weights
    at = weights.page.numbers[page], weights.promo.numbers[promo]
    return float(np.asarray(weights.mean)[at])

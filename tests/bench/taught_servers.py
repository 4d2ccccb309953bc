"""Gives a home something learned online, and more of it every two seconds."""

from itertools import count
from pathlib import Path

import numpy as np

from data.learning.learner_base import Base
from data.learning.publishing import publish_weights
from data.models.cross_store import CrossStore
from data.models.model_store import ModelStore
from data.operational.catalogue import Catalogue
from data.snapshot_store import SnapshotStore
from recommender.crossed.cross_features import crossed_promo_features, page_features
from recommender.crossed.cross_learning import learn
from recommender.crossed.cross_weights import CrossWeights
from recommender.crossed.portable_prior import PORTABLE
from recommender.domain import Reader
from tests.builders import NOON

EXPOSURES = 4_000
SHARE = 0.5


class TaughtHome:
    """A home with a refit beside its model; `teach` publishes as the keeper does."""

    def __init__(self, home: Path, catalogue: Catalogue) -> None:
        self._weights = learned_weights(catalogue)
        model = ModelStore(home / "models").live()
        about = {"model": model, "blend": {"weight": SHARE, "intercept": 0.0}}
        version = CrossStore(home / "cross_states").save(self._weights, about=about)
        learned = self._weights.learned
        self._base = Base(version=version, learned=learned, model=model, share=SHARE)
        self._store = SnapshotStore(home / "online")
        self._steps = count(1_000_000)

    def teach(self) -> None:
        """Publish the weights as if more had been learned."""
        version = f"{self._base.digest}+{next(self._steps)}"
        publish_weights(self._store, self._weights, base=self._base, version=version)


def learned_weights(catalogue: Catalogue) -> CrossWeights:
    """Return weights that have met every promo and article of a catalogue."""
    weights, rng = CrossWeights(PORTABLE), np.random.default_rng(3)
    promos = [
        weights.promo_of(crossed_promo_features(each.value, now=NOON))
        for each in catalogue.promos.page(limit=2_000)
    ]
    pages = [
        weights.page_of(page_features(each.value, Reader(device=device), local_hour=9))
        for each in catalogue.articles.page(limit=2_000)
        for device in ("mobile", "desktop")
    ]
    for page, promo in zip(
        rng.integers(len(pages), size=EXPOSURES),
        rng.integers(len(promos), size=EXPOSURES),
        strict=True,
    ):
        is_clicked = bool(rng.random() < 0.05)
        learn(weights, pages[page], promos[promo], theta=1.0, is_clicked=is_clicked)
    return weights

"""A keeper's learner with a world's catalogue, told exposures by the thousand."""

from pathlib import Path

import numpy as np

from data.inbox.reader_class import ReaderClass
from data.learning.exposure_join import ExposureJoin
from data.learning.exposure_rule import ExposureRule
from data.learning.learner_base import Base
from data.learning.lessons import CLICK, IMPRESSION, Lessons, PageRead
from data.learning.online_learner import OnlineLearner
from data.learning.things_learned import ThingsLearned
from data.operational.catalogue import Catalogue, open_catalogue
from data.trial_worlds.trial_world import TrialWorld
from recommender.assembly import epoch_ms
from recommender.crossed.cross_weights import CrossWeights
from recommender.crossed.portable_prior import PORTABLE
from tests.builders import a_source

EXPOSURES = 5_000
CLICK_SHARE = 0.04


class TaughtKeeper:
    """Learns the same number of exposures at each `take`."""

    def __init__(self, world: TrialWorld, folder: Path) -> None:
        catalogue = _catalogue(world, folder)
        self.now = world.plan.first_day
        self.weights = CrossWeights(PORTABLE)
        self._learner = OnlineLearner(
            weights=self.weights,
            things=ThingsLearned(catalogue, self.weights, model=None),
            join=ExposureJoin(ExposureRule()),
            base=Base(version="0-" + 16 * "0", learned=0),
            examination={},
            through_us=0,
        )
        self._world = world
        self._rng = np.random.default_rng(1)
        self._told = 0

    def take(self) -> int:
        """Learn; return how many exposures that were."""
        self._learner.take(self._lessons())
        return EXPOSURES

    def _lessons(self) -> Lessons:
        rng, world, at_ms = self._rng, self._world, epoch_ms(self.now)
        self._told += EXPOSURES
        readers = [
            ReaderClass(country="JP", device=device, local_hour=hour)
            for device in ("mobile", "desktop")
            for hour in (3, 9, 21)
        ]
        articles = [each.id for each in world.articles]
        pages = [PageRead(world.site.id, article, each) for article in articles for each in readers]
        is_clicked = rng.random(EXPOSURES) < CLICK_SHARE
        return Lessons(
            piece=rng.integers(2**63, size=EXPOSURES).astype(np.uint64),
            drained_us=at_ms * 1000 + self._told + np.arange(EXPOSURES),
            decided_ms=np.full(EXPOSURES, at_ms),
            kind=np.where(is_clicked, CLICK, IMPRESSION).astype(np.uint8),
            way=np.zeros(EXPOSURES, dtype=np.uint8),
            position=rng.integers(12, size=EXPOSURES),
            place=np.zeros(EXPOSURES, dtype=np.int64),
            page=rng.integers(len(pages), size=EXPOSURES),
            promo=rng.integers(len(world.promos), size=EXPOSURES),
            places=[(world.site.id, world.placements[0].id)],
            pages=pages,
            promos=[each.id for each in world.promos],
        )


def _catalogue(world: TrialWorld, folder: Path) -> Catalogue:
    catalogue = open_catalogue(f"sqlite:///{folder / 'chirashi.db'}")
    catalogue.sites.put(world.site)
    names = sorted({each.source for each in world.promos})
    catalogue.sources.put_many([a_source(id=name, name=name) for name in names])
    catalogue.promos.put_many(world.promos)
    catalogue.articles.put_many(world.articles)
    return catalogue

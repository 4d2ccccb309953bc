"""Keeps the online learner: takes up what was kept, learns on, publishes and saves it.

What it knows is its base and what was drained since: the state that was saved last spares learning
that again, and changes nothing.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.draining.catalogue_names import CatalogueNames
from data.draining.event_rows import Told
from data.lake.lake_store import Lake
from data.learning.catching_up import catch_up
from data.learning.kept_learner import KeptLearners
from data.learning.online_learner import OnlineLearner
from data.learning.told_lessons import told_lessons
from recommender.errors import ChirashiError

SAVE_EVERY = timedelta(minutes=10)
TRY_AGAIN = timedelta(minutes=1)
SPARING = 20
LONGEST_PAUSE = timedelta(seconds=5)
"""After a publication so many times as long as it took, up to this one, passes to the next."""
logger = logging.getLogger(__name__)


class Learning:
    """Taught by the drain. `publish` is called with the learner whenever it has learned more.

    What fails is told in `problem`, and in the log. A learner that failed is begun anew after a
    while; what cannot be saved or published is tried again.
    """

    def __init__(
        self,
        lake: Lake,
        *,
        names: CatalogueNames,
        kept: KeptLearners,
        publish: Callable[[OnlineLearner], None],
        now: Callable[[], datetime],
    ) -> None:
        self._lake = lake
        self._names = names
        self._kept = kept
        self._publish = publish
        self._now = now
        self.problem: str | None = None
        self._published: str | None = None
        self._refit: str | None = None
        self._save_at = self._publish_at = self._try_at = now()
        self.learner: OnlineLearner | None = None

    def begin(self) -> int:
        """Take up the newest state and learn what the lake holds beyond it."""
        self._carefully(lambda: self._take_up(self._kept.refits.newest()))
        return self.learner.through_us if self.learner else 0

    def take(self, told: Told, drained_us: NDArray[np.int64]) -> None:
        """Learn from a batch that lies in the lake now."""
        if not self._carefully(self._learn, told, drained_us):
            self.learner = None

    def settle(self) -> None:
        """Publish what was learned, save it now and then, take up a newer refit."""
        self._carefully(self._settle)

    def end(self) -> None:
        """Save what was learned."""
        self._carefully(self._save)

    def _carefully(self, step: Callable[..., None], *given: Any) -> bool:
        """Do a step; return whether it succeeded."""
        try:
            step(*given)
        except ChirashiError as error:
            self._tell(str(error))
        except Exception as error:
            if self.problem is None:
                logger.exception("the online learner fails")
            self._tell(repr(error))
        else:
            return True
        self._try_at = self._now() + TRY_AGAIN
        return False

    def _tell(self, error: str) -> None:
        problem = f"what readers do is not learned at once: {error}"
        if problem != self.problem:
            logger.warning("%s", problem)
        self.problem = problem

    def _learn(self, told: Told, drained_us: NDArray[np.int64]) -> None:
        if self.learner is not None:
            self.learner.take(told_lessons(told, self._names, drained_us=drained_us))

    def _settle(self) -> None:
        if self._now() < self._try_at:
            return
        refit = self._kept.refits.newest()
        if self.learner is None or refit != self._refit:
            self._take_up(refit)
        if self.learner is not None and self.learner.version != self._published:
            self._publish_if_due(self.learner)
        if self._now() >= self._save_at:
            self._save()
        self.problem = None

    def _publish_if_due(self, learner: OnlineLearner) -> None:
        """Publish, unless the last time is not long enough ago for how long it took."""
        started = self._now()
        if started < self._publish_at:
            return
        self._publish(learner)
        self._published = learner.version
        took = self._now() - started
        self._publish_at = started + min(SPARING * took, LONGEST_PAUSE)

    def _take_up(self, refit: str | None) -> None:
        self.learner, self._refit = None, refit
        learner = self._kept.newest(self._now(), refit=refit)
        catch_up(self._lake, learner)
        self.learner = learner
        self._save_at = self._now() + SAVE_EVERY

    def _save(self) -> None:
        if self.learner is not None:
            self._kept.saves.save(self.learner)
            self._save_at = self._now() + SAVE_EVERY

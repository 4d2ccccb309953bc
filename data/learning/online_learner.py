"""Learns from lessons in their order: each exposure once, and its click whenever it comes."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from data.learning.exposure_join import ExposureJoin, Feedback
from data.learning.learner_base import Base, version_of_steps
from data.learning.lessons import LATE_MS, US_PER_MS, Lessons
from data.learning.things_learned import ThingsLearned
from recommender.crossed.cross_learning import learn
from recommender.crossed.cross_weights import CrossWeights
from recommender.crossed.late_clicks import learn_late_click
from recommender.learned import Floats
from recommender.theta_lookup import theta_at

BY_VIEW, BY_IMPRESSION = "view", "impression"


@dataclass(slots=True, kw_only=True)
class OnlineLearner:
    """Weights with what they were told; `through_us` is when the last lesson was drained.

    `examination` are the curves of the base's model. The same lessons, cut
    in whatever batches, give the same weights.
    """

    weights: CrossWeights
    things: ThingsLearned
    join: ExposureJoin
    base: Base
    examination: Mapping[str, Floats]
    through_us: int

    @property
    def version(self) -> str:
        """What it knows, in short: its base, and how many steps it went since."""
        return version_of_steps(self.base, self.weights.learned)

    @property
    def steps(self) -> int:
        """How many steps it went since its base."""
        return self.weights.learned - self.base.learned

    def take(self, lessons: Lessons, *, most_steps: int | None = None) -> None:
        """Learn what the lessons tell, until `most_steps` from the base. Raises Unavailable."""
        told, lessons = lessons, lessons.in_time()
        self.things.refresh()
        taught = self.join.take(lessons)
        are_measured = self.join.rule.are_measured(lessons).tolist()
        for row in np.flatnonzero(taught).tolist():
            if self.steps == most_steps:
                return
            exposed_by = BY_VIEW if are_measured[row] else BY_IMPRESSION
            self._learn(lessons, row, exposed_by=exposed_by, taught=Feedback(taught[row]))
        if len(told):
            self.through_us = int(told.drained_us[-1])
            self.join.forget_before(self.through_us // US_PER_MS - LATE_MS)

    def recall(self, lessons: Lessons) -> None:
        """Remember which exposures were learned, without learning them again."""
        self.join.take(lessons.in_time())

    def _learn(self, lessons: Lessons, row: int, *, exposed_by: str, taught: Feedback) -> None:
        decided_ms = int(lessons.decided_ms[row])
        promo = self.things.promo(lessons.promos[lessons.promo[row]], decided_ms)
        if promo is None:
            return
        read = lessons.pages[lessons.page[row]]
        page = self.things.page(read, decided_ms)
        theta = theta_at(
            self.examination,
            int(lessons.position[row]),
            place=lessons.places[lessons.place[row]],
            device=read.reader.device,
            exposed_by=exposed_by,
        )
        beside = self.base.share * self.things.logit(page, promo) + self.base.shift
        active, shown = page.active, promo.active
        if taught is Feedback.LATE_CLICK:
            learn_late_click(self.weights, active, shown, theta=theta, offset=beside)
        else:
            is_clicked = taught is Feedback.CLICK
            learn(self.weights, active, shown, theta=theta, is_clicked=is_clicked, offset=beside)

"""Learns from lessons in their order: each exposure once, and its click whenever it comes."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.draining.key_sets import HourlyKeys
from data.learning.exposure_rule import ExposureRule
from data.learning.learner_base import Base, version_of_steps
from data.learning.lessons import CLICK, LATE_MS, US_PER_MS, Lessons
from data.learning.things_learned import ThingsLearned
from recommender.crossed.cross_learning import learn
from recommender.crossed.cross_weights import CrossWeights
from recommender.crossed.late_clicks import learn_late_click
from recommender.learned import Floats
from recommender.theta_lookup import theta_at

BY_VIEW, BY_IMPRESSION = "view", "impression"
Rows = NDArray[np.bool_]


@dataclass(slots=True, kw_only=True)
class OnlineLearner:
    """Weights with what they were told; `through_us` is when the last lesson was drained.

    `examination` are the curves of the base's model. The same lessons, cut
    in whatever batches, give the same weights.
    """

    weights: CrossWeights
    things: ThingsLearned
    rule: ExposureRule
    base: Base
    examination: Mapping[str, Floats]
    exposed: HourlyKeys
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
        is_first = self._remember(lessons)
        is_late_click = ~is_first & (lessons.kind == CLICK) & self.rule.exposing(lessons)
        are_measured = self.rule.are_measured(lessons).tolist()
        for row in np.flatnonzero(is_first | is_late_click).tolist():
            if self.steps == most_steps:
                return
            exposed_by = BY_VIEW if are_measured[row] else BY_IMPRESSION
            self._learn(lessons, row, exposed_by=exposed_by, is_first=bool(is_first[row]))
        if len(told):
            self.through_us = int(told.drained_us[-1])
            self.exposed.forget_before(self.through_us // US_PER_MS - LATE_MS)

    def recall(self, lessons: Lessons) -> None:
        """Remember which exposures were learned, without learning them again."""
        self._remember(lessons.in_time())

    def _remember(self, lessons: Lessons) -> Rows:
        """Return which lessons [n] are the first of a piece to prove its exposure."""
        self.rule.see(lessons)
        exposing = np.flatnonzero(self.rule.exposing(lessons))
        pieces, times_ms = lessons.piece[exposing], lessons.decided_ms[exposing]
        new = self.exposed.are_new(pieces, times_ms=times_ms)
        self.exposed.add(pieces[new], times_ms=times_ms[new])
        is_first = np.zeros(len(lessons), dtype=np.bool_)
        is_first[exposing[new]] = True
        return is_first

    def _learn(self, lessons: Lessons, row: int, *, exposed_by: str, is_first: bool) -> None:
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
        if is_first:
            is_clicked = bool(lessons.kind[row] == CLICK)
            learn(self.weights, active, shown, theta=theta, is_clicked=is_clicked, offset=beside)
        else:
            learn_late_click(self.weights, active, shown, theta=theta, offset=beside)

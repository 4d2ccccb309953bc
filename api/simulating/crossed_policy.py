"""Our cross learner as a policy: learns each slot as it is viewed, refits now and then."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np

from api.simulating.contender import Answer, Known, Page
from api.simulating.crossed_notes import CrossedNotes, Exposure
from api.simulating.slate_drawing import SlateDrawer
from data.worlds.world import Floats, Response
from recommender.crossed.cross_features import Feature, crossed_promo_features, page_features
from recommender.crossed.cross_learning import learn
from recommender.crossed.cross_prior import CrossPrior
from recommender.crossed.cross_scores import ActiveTable, active_table, deviations, logits
from recommender.crossed.cross_weights import Active, CrossWeights
from recommender.crossed.portable_prior import PORTABLE
from recommender.domain import Reader
from training.cross_drift import drift_design, refit_with_drift
from training.cross_refit import RefitSettings

Features = tuple[Feature, ...]
MS_PER_HOUR = 3_600_000
REFIT_EVERY_MS = 6 * MS_PER_HOUR
# Early on a log doubles in hours: it is refitted whenever it grew by so much.
GROWN = 1.5
FIRST_REFIT = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossedSettings:
    """`temperature` is of the log of the click rate, `optimism` times the logit's deviation.

    Without `learns_online` only refits learn; without `refits` nothing is refitted.
    """

    temperature: float = 0.05
    optimism: float = 2.0
    prior: CrossPrior = PORTABLE
    learns_online: bool = True
    refits: RefitSettings | None = field(default_factory=RefitSettings)


class CrossedPolicy:
    """One learner in one world; all placements teach it, each by its own thetas."""

    def __init__(self, known: Known, settings: CrossedSettings) -> None:
        self._known, self._settings = known, settings
        self._drawer = SlateDrawer(known)
        self._weights = CrossWeights(settings.prior)
        self._pages: dict[tuple[int, Reader, int], Active] = {}
        self._aged: list[tuple[Features, Active]] = []
        self._hour = -1
        self._promos: list[Active] = []
        self._table: ActiveTable = active_table([])
        self._notes = CrossedNotes(slots=max(each.slots for each in known.placements))
        self._refit_at_ms, self._refit_at = 0, FIRST_REFIT

    def answer(self, page: Page) -> Answer:
        """Draw the page by softmax of the log click rates, with optimism, as they are now."""
        return self._drawer.drawn(page, self.scores(page), temperature=self._settings.temperature)

    def scores(self, page: Page) -> Floats:
        """Return the log click rates [n] of the page's promos, with optimism."""
        self._see(page.at_ms)
        active, promos = self._active(page), self._table.of(page.promos)
        scores = -np.logaddexp(0.0, -logits(self._weights, active, promos))
        if self._settings.optimism:
            bonus = self._settings.optimism * deviations(self._weights, active, promos)
            scores = scores + bonus
        return np.asarray(scores)

    def learn(self, page: Page, answer: Answer, responses: Mapping[str, Response]) -> None:
        """Learn from the viewed slots, in order; refit when it is due."""
        self._see(page.at_ms)
        active = self._active(page)
        for placement, response in responses.items():
            self._learn_slate(page, active, answer.slates[placement].tolist(), placement, response)
        if self._settings.refits is not None:
            self._refit_if_due(page.at_ms, self._settings.refits)

    def theta(self, placement: str, device: str | None, slot: int) -> float:
        """Return the chance that a slot is examined on a device, as far as it has learned it."""
        return self._notes.theta(self._notes.cell(placement, device), slot)

    def end_day(self) -> None:
        """Do nothing: all is learned at once, and refitted by the hour."""

    def _learn_slate(
        self, page: Page, active: Active, slate: list[int], placement: str, response: Response
    ) -> None:
        notes = self._notes
        number, cell = (
            notes.page(active, at_ms=page.at_ms),
            notes.cell(placement, page.reader.device),
        )
        for slot in np.flatnonzero(response.viewed).tolist():
            promo, clicked = self._promos[slate[slot]], bool(response.clicked[slot])
            row = notes.promo(promo)
            notes.note(Exposure(number, row, cell, slot, page.is_control, clicked))
            if self._settings.learns_online:
                theta = notes.theta(cell, slot)
                learn(self._weights, active, promo, theta=theta, is_clicked=clicked)

    def _refit_if_due(self, at_ms: int, settings: RefitSettings) -> None:
        exposures = len(self._notes)
        is_late = 0 < self._refit_at_ms <= at_ms
        if exposures >= self._refit_at or (is_late and exposures):
            self._refit_at_ms, self._refit_at = at_ms + REFIT_EVERY_MS, int(exposures * GROWN)
            design = drift_design(self._notes.log(self._weights), self._weights, settings)
            refit_with_drift(self._weights, design, settings)

    def _active(self, page: Page) -> Active:
        key = (page.article, page.reader, page.local_hour)
        found = self._pages.get(key)
        if found is None:
            article = self._known.articles[page.article]
            features = page_features(article, page.reader, local_hour=page.local_hour)
            found = self._pages[key] = self._weights.page_of(features)
        return found

    def _see(self, at_ms: int) -> None:
        """Take the time of a page: the promos' features change as they age."""
        hour = at_ms // MS_PER_HOUR
        if hour == self._hour:
            return
        self._hour = hour
        now = datetime.fromtimestamp(hour * MS_PER_HOUR / 1000, UTC)
        aged = [tuple(crossed_promo_features(each, now=now)) for each in self._known.promos]
        self._aged = [self._aged_as(at, features) for at, features in enumerate(aged)]
        self._promos = [active for _, active in self._aged]
        self._table = active_table(self._promos)

    def _aged_as(
        self, at: int, features: tuple[Feature, ...]
    ) -> tuple[tuple[Feature, ...], Active]:
        """Return a promo's features as they are now; the ones before if they are the same."""
        if at < len(self._aged) and self._aged[at][0] == features:
            return self._aged[at]
        return features, self._weights.promo_of(features)

"""LightFM alone: fitted by training's own code twice a day, served by the ranker's own sums."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import numpy as np

from api.simulating.contender import Answer, Known, Page
from api.simulating.noted_exposures import NotedExposures
from api.simulating.slate_drawing import SlateDrawer
from data.worlds.world import Floats, Response
from recommender.bare_snapshot import bare_snapshot
from recommender.errors import InvalidModel, NotEnoughData
from recommender.learned import Learned
from recommender.scoring import learned_scores
from recommender.snapshot import RankingSettings, Snapshot
from recommender.visit import visit_by_id
from training.best_trial import best_trial
from training.fit_settings import FitSettings
from training.time_split import time_split
from training.trial import learned_from, refitted

FIT_EVERY_MS = 12 * 3_600_000
# A new publisher would not wait half a day for its first models.
FIRST_FITS = (250, 500, 1_000, 2_000)
MOST_UNCLICKED = 150_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorisedSettings:
    """`temperature` is of the log of the click rate, `optimism` times the logit's deviation."""

    temperature: float = 0.05
    optimism: float = 0.5
    fit: FitSettings = field(default_factory=FitSettings)


class FactorisedPolicy:
    """Random until its first model; then what that says, softened."""

    def __init__(self, known: Known, settings: FactorisedSettings) -> None:
        self._known, self._settings = known, settings
        self._drawer = SlateDrawer(known)
        self._noted = NotedExposures(known, most_unclicked=MOST_UNCLICKED)
        self._fit_at_ms: int | None = None
        self._snapshot: Snapshot | None = None

    def answer(self, page: Page) -> Answer:
        """Draw the page by softmax of the log click rates by the last model."""
        return self._drawer.drawn(page, self.scores(page), temperature=self._settings.temperature)

    def scores(self, page: Page) -> Floats:
        """Return the log click rates [n] of the page's promos, with optimism; 0 without a model."""
        if self._snapshot is None:
            return np.zeros(len(page.promos))
        article = self._known.articles[page.article]
        visit = visit_by_id(
            self._snapshot,
            article.site,
            article.id,
            reader=page.reader,
            local_hour=page.local_hour,
        )
        logits, optimism = learned_scores(self._snapshot, visit, page.promos)
        return np.asarray(optimism - np.logaddexp(0.0, -logits))

    def learn(self, page: Page, answer: Answer, responses: Mapping[str, Response]) -> None:
        """Note the page; fit anew when it is time."""
        self._noted.note(page, answer, responses)
        if self._fit_at_ms is None:
            self._fit_at_ms = page.at_ms + FIT_EVERY_MS
        if page.at_ms >= self._fit_at_ms or len(self._noted) in FIRST_FITS:
            self._fit_at_ms = max(self._fit_at_ms, page.at_ms + FIT_EVERY_MS)
            self._fit(page.at_ms)

    def end_day(self) -> None:
        """Do nothing: fits come by the clock."""

    def _fit(self, at_ms: int) -> None:
        try:
            learned = self._learned()
        except (NotEnoughData, InvalidModel):
            return
        self._snapshot = self._served(learned, datetime.fromtimestamp(at_ms / 1000, UTC))

    def _learned(self) -> Learned:
        """Fit, stop by the log's end, fit again on all. Raises NotEnoughData, InvalidModel."""
        exposures, share = self._noted.exposures()
        split = time_split(exposures)
        # Nobody judges here: what would be judged by is stopped by, too.
        is_fit = split.fit(exposures.times)
        fit, stop = exposures.where(is_fit), exposures.where(~is_fit)
        settings = replace(self._settings.fit, unclicked_share=share, seed=self._known.seed)
        trial = best_trial(fit, stop, searched=[settings], report=_quiet)
        return learned_from(refitted(trial, exposures), exposures, version="simulated")

    def _served(self, learned: Learned, now: datetime) -> Snapshot:
        known = self._known
        return replace(
            bare_snapshot(known.promos, known.articles, learned=learned, now=now),
            sites={known.site.id: known.site},
            placements={(each.site, each.id): each for each in known.placements},
            settings=RankingSettings(optimism=self._settings.optimism),
        )


def _quiet(_note: str) -> None:
    """Report nothing."""

"""Popularity by section, with forgetting: Thompson sampling over Beta counts (Thompson 1933)."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from api.simulating.contender import Answer, Known, Page
from api.simulating.slate_drawing import SlateDrawer
from data.worlds.world import Floats, Response


@dataclass(frozen=True, slots=True, kw_only=True)
class PopularitySettings:
    """Belief in a promo that nobody saw, and how soon what was seen is forgotten by half.

    `section_views` is how many views' worth of belief a section has in the promo's rate in all.
    """

    half_life_days: float = 4.0
    assumed_clicks: float = 1.0
    assumed_views: float = 30.0
    section_views: float = 200.0


class ThompsonPopularity:
    """Counts by section and promo [sections, promos], drawn towards the promo's over all."""

    def __init__(self, known: Known, settings: PopularitySettings) -> None:
        self._drawer, self._settings = SlateDrawer(known), settings
        self._rng = np.random.default_rng(known.seed)
        names = {article.category for article in known.articles}
        sections = {name: at for at, name in enumerate(sorted(names, key=str))}
        self._section = [sections[article.category] for article in known.articles]
        self._views = np.zeros((len(sections), len(known.promos)))
        self._clicks = np.zeros_like(self._views)

    def answer(self, page: Page) -> Answer:
        """Fill the page with the best of rates drawn from the posterior."""
        views, clicks = self._counts(page)
        return self._drawer.best(page, self._rng.beta(clicks, views - clicks))

    def learn(self, page: Page, answer: Answer, responses: Mapping[str, Response]) -> None:
        """Count views and clicks."""
        section = self._section[page.article]
        for name, response in responses.items():
            shown = answer.slates[name]
            self._views[section, shown[response.viewed]] += 1
            self._clicks[section, shown[response.clicked]] += 1

    def end_day(self) -> None:
        """Forget a part of everything."""
        kept = 0.5 ** (1 / self._settings.half_life_days)
        self._views *= kept
        self._clicks *= kept

    def _counts(self, page: Page) -> tuple[Floats, Floats]:
        """Return views and clicks [n], the belief before any included."""
        section, settings = self._section[page.article], self._settings
        of_all = self._clicks[:, page.promos].sum(axis=0) + settings.assumed_clicks
        rate = of_all / (self._views[:, page.promos].sum(axis=0) + settings.assumed_views)
        views = self._views[section, page.promos] + settings.section_views
        return views, self._clicks[section, page.promos] + settings.section_views * rate

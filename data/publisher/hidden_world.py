"""A `World` put together of who reads, what they like, and how far they look."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from data.publisher.attention import SAMPLE_HABITS, Habits, examined, viewed
from data.publisher.hidden import Floats
from data.publisher.readers import DEVICES, LANGUAGES, PLACES
from data.publisher.readership import Readership
from data.publisher.tastes import Tastes
from data.worlds.world import EMPTY, Response, Rows, Visits
from recommender.domain import Article, Placement, Promo, Reader, Site


class HiddenWorld:
    """One site's articles, promos and placements, and the truth behind them."""

    def __init__(
        self,
        readership: Readership,
        *,
        placements: Sequence[Placement],
        tastes: Tastes,
        habits: Habits = SAMPLE_HABITS,
    ) -> None:
        self.site: Site = readership.site
        self.articles: tuple[Article, ...] = readership.articles
        self.promos: tuple[Promo, ...] = readership.promos
        self.placements = tuple(placements)
        self._readership = readership
        self._tastes = tastes
        self._habits = habits

    def visits(self, day: datetime, *, count: int, rng: np.random.Generator) -> Visits:
        """Draw the page requests of the UTC day that begins at `day`, in order of time."""
        return self._readership.visits(day, count=count, rng=rng)

    def eligible(self, visits: Visits) -> NDArray[np.bool_]:
        """Return which promos may be shown [n, promos]: flight, place, language, not paused."""
        return self._readership.eligible(visits)

    def click_rates(self, visits: Visits, promos: Rows) -> Floats:
        """Return the true click rates of examined slots [n, k], hidden segments known."""
        age_days = self._readership.age_days(visits, promos)
        return self._tastes.click_rates(visits, promos, age_days=age_days)

    def expected_click_rates(self, visits: Visits, promos: Rows) -> Floats:
        """Return the same as far as anyone can know: averaged over the hidden segments."""
        age_days = self._readership.age_days(visits, promos)
        shares = self._readership.shares(visits)
        return self._tastes.expected_click_rates(visits, promos, age_days=age_days, shares=shares)

    def examination(self, visits: Visits, placement: Placement) -> Floats:
        """Return the probability that a viewed slot is examined [n, slots]; the first is 1."""
        return np.asarray(examined(placement, habits=self._habits)[visits.device])

    def respond(
        self, visits: Visits, slates: Mapping[str, Rows], rng: np.random.Generator
    ) -> dict[str, Response]:
        """Let the readers view and click the slates [n, slots], by placement."""
        return {
            placement.id: self._response(visits, placement, slates[placement.id], rng)
            for placement in self.placements
            if placement.id in slates
        }

    def article(self, visits: Visits, row: int) -> Article:
        """Return the article of one visit."""
        return self.articles[int(visits.article[row])]

    def reader(self, visits: Visits, row: int) -> Reader:
        """Return what a page template may tell of one visit's reader."""
        place = PLACES[visits.place[row]]
        return Reader(
            country=place.country,
            region=place.region,
            device=DEVICES[visits.device[row]],
            language=LANGUAGES[visits.language[row]],
            signed_in=bool(visits.signed_in[row]),
        )

    def _response(
        self, visits: Visits, placement: Placement, slate: Rows, rng: np.random.Generator
    ) -> Response:
        rates = self.click_rates(visits, slate) * self.examination(visits, placement)
        in_view = viewed(placement, visits.device, rng, habits=self._habits) & (slate != EMPTY)
        return Response(viewed=in_view, clicked=in_view & (rng.random(slate.shape) < rates))

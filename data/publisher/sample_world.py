"""The sample publisher's truth: a `World` whose tastes follow from a seed and the samples."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from data.publisher.appeal import appeal, staleness
from data.publisher.attention import examined, viewed
from data.publisher.hidden import Floats, hidden_numbers
from data.publisher.readers import DEVICES, LANGUAGES, PLACES, draw_readers, segment_shares
from data.publisher.sample_catalogue import SampleCatalogue
from data.publisher.welcome import Welcome
from data.worlds.world import EMPTY, Response, Rows, Visits
from recommender.domain import Article, Placement, Promo, Reader

SITE = "japan-daily"
# Of promos drawn at random, before age takes its part.
MEAN_CLICK_RATE = 0.045
MS_PER_HOUR = 3_600_000
MS_PER_DAY = 24 * MS_PER_HOUR
NEWS_HALF_LIFE_DAYS = 1.2
ARCHIVE_SHARE = 0.02
FAME_SPREAD = 0.9
FOREVER_MS = 2**62


class SampleWorld:
    """Readers of one site among the catalogue's promos; equal seeds and catalogues, equal truth."""

    def __init__(self, catalogue: SampleCatalogue, *, seed: int, site: str = SITE) -> None:
        self.articles = tuple(each for each in catalogue.articles if each.site == site)
        self.promos = catalogue.promos
        self.placements = tuple(each for each in catalogue.placements if each.site == site)
        self.site = next(each for each in catalogue.sites if each.id == site)
        self._appeal = appeal(seed, self.articles, self.promos)
        self._segment_shares = segment_shares(seed)
        self._fame = np.exp([_fame(seed, article) for article in self.articles])
        self._article_born = _milliseconds(self.articles, "published_at", missing=-FOREVER_MS)
        # There is always something to read, however far back the first day lies.
        self._article_born[self._article_born.argmin()] = -FOREVER_MS
        self._promo_born = _milliseconds(self.promos, "published_at", missing=-FOREVER_MS)
        self._starts = _milliseconds(self.promos, "starts_at", missing=-FOREVER_MS)
        self._ends = _milliseconds(self.promos, "ends_at", missing=FOREVER_MS)
        self._welcome = Welcome.of(self.articles, self.promos)
        self._base = 0.0
        self._base = self._settled_base(seed)

    def visits(self, day: datetime, *, count: int, rng: np.random.Generator) -> Visits:
        """Draw the page requests of the UTC day that begins at `day`, in order of time."""
        readers = draw_readers(count, rng, segment_shares=self._segment_shares)
        at_ms = round(day.timestamp() * 1000) + readers.millisecond
        offset = ZoneInfo(self.site.time_zone).utcoffset(day) or timedelta()
        local = readers.millisecond + round(offset.total_seconds() * 1000)
        return Visits(
            at_ms=at_ms,
            article=self._read_articles(at_ms, rng),
            place=readers.place,
            device=readers.device,
            language=readers.language,
            signed_in=readers.signed_in,
            local_hour=local // MS_PER_HOUR % 24,
            segment=readers.segment,
        )

    def eligible(self, visits: Visits) -> NDArray[np.bool_]:
        """Return which promos may be shown [n, promos]: flight, place, language, not paused."""
        at = visits.at_ms[:, None]
        in_flight = (self._starts <= at) & (at < self._ends) & (self._promo_born <= at)
        return np.asarray(
            in_flight & self._welcome.to(visits.article, visits.place, visits.language)
        )

    def click_rates(self, visits: Visits, promos: Rows) -> Floats:
        """Return the true click rates of examined slots [n, k], hidden segments known."""
        logits = (
            self._logits(visits, promos) + self._appeal.by_segment[visits.segment[:, None], promos]
        )
        return _sigmoid(logits)

    def expected_click_rates(self, visits: Visits, promos: Rows) -> Floats:
        """Return the same as far as anyone can know: averaged over the hidden segments."""
        logits = self._logits(visits, promos)
        shares = self._segment_shares[visits.place, visits.device]
        rates = np.zeros_like(logits)
        for segment, taste in enumerate(self._appeal.by_segment):
            rates += shares[:, segment, None] * _sigmoid(logits + taste[promos])
        return rates

    def examination(self, visits: Visits, placement: Placement) -> Floats:
        """Return the probability that a viewed slot is examined [n, slots]; the first is 1."""
        return examined(placement)[visits.device]

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

    def _logits(self, visits: Visits, promos: Rows) -> Floats:
        """Return the log-odds of a click [n, k], but for the reader's segment."""
        tables = self._appeal
        age_days = (visits.at_ms[:, None] - self._promo_born[promos]) / MS_PER_DAY
        age_days[np.broadcast_to(self._promo_born[promos] == -FOREVER_MS, age_days.shape)] = np.nan
        return np.asarray(
            self._base
            + tables.own[promos]
            + tables.by_article[visits.article[:, None], promos]
            + tables.by_place[visits.place[:, None], promos]
            + tables.by_device[visits.device[:, None], promos]
            + tables.by_hour[visits.local_hour[:, None], promos]
            + staleness(age_days)
        )

    def _response(
        self, visits: Visits, placement: Placement, slate: Rows, rng: np.random.Generator
    ) -> Response:
        rates = self.click_rates(visits, slate) * self.examination(visits, placement)
        in_view = viewed(placement, visits.device, rng) & (slate != EMPTY)
        return Response(viewed=in_view, clicked=in_view & (rng.random(slate.shape) < rates))

    def _read_articles(self, at_ms: NDArray[np.int64], rng: np.random.Generator) -> Rows:
        """Draw what is read, hour by hour: famous and fresh articles, never one yet to come."""
        chosen = np.empty(len(at_ms), dtype=np.int64)
        hours = at_ms // MS_PER_HOUR
        for hour in np.unique(hours):
            now = hours == hour
            age_days = (hour * MS_PER_HOUR - self._article_born) / MS_PER_DAY
            fresh = np.exp2(-np.maximum(age_days, 0.0) / NEWS_HALF_LIFE_DAYS) + ARCHIVE_SHARE
            cumulated = np.cumsum(np.where(age_days >= 0, self._fame * fresh, 0.0))
            dice = rng.random(int(now.sum())) * cumulated[-1]
            chosen[now] = np.searchsorted(cumulated, dice, side="right")
        return chosen

    def _settled_base(self, seed: int) -> float:
        """Return the intercept that gives random slates MEAN_CLICK_RATE, whatever the date."""
        rng = np.random.default_rng(seed)
        readers = draw_readers(1_000, rng, segment_shares=self._segment_shares)
        article = rng.integers(len(self.articles), size=1_000)
        hour = readers.millisecond // MS_PER_HOUR
        tables = self._appeal
        logits = (
            tables.own
            + tables.by_article[article]
            + tables.by_place[readers.place]
            + tables.by_device[readers.device]
            + tables.by_hour[hour]
            + tables.by_segment[readers.segment]
        )[self._welcome.to(article, readers.place, readers.language)]
        base = 0.0
        for _ in range(50):
            rates = _sigmoid(base + logits)
            base -= float((rates.mean() - MEAN_CLICK_RATE) / (rates * (1 - rates)).mean())
        return base


def _sigmoid(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-logits)))


def _fame(seed: int, article: Article) -> float:
    return FAME_SPREAD * float(hidden_numbers(seed, f"fame/{article.site}/{article.id}")[0])


def _milliseconds(
    nouns: tuple[Article, ...] | tuple[Promo, ...], field: str, *, missing: int
) -> NDArray[np.int64]:
    times: list[datetime | None] = [getattr(noun, field) for noun in nouns]
    return np.array([missing if at is None else round(at.timestamp() * 1000) for at in times])

"""Who comes to a site and what they may be shown: reading, flights and places, but no tastes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from data.publisher.hidden import Floats, hidden_numbers
from data.publisher.readers import draw_readers, segment_shares
from data.publisher.welcome import Welcome
from data.worlds.world import Rows, Visits
from recommender.domain import Article, Promo, Site

MS_PER_HOUR = 3_600_000
MS_PER_DAY = 24 * MS_PER_HOUR
NEWS_HALF_LIFE_DAYS = 1.2
ARCHIVE_SHARE = 0.02
FAME_SPREAD = 0.9
FOREVER_MS = 2**62


class Readership:
    """The readers of one site's articles, and the flights of the promos beside them."""

    def __init__(
        self, site: Site, *, articles: Sequence[Article], promos: Sequence[Promo], seed: int
    ) -> None:
        self.site = site
        self.articles = tuple(articles)
        self.promos = tuple(promos)
        self.segment_shares = segment_shares(seed)
        self._fame = np.exp([_fame(seed, article) for article in articles])
        self._article_born = _milliseconds(articles, "published_at", missing=-FOREVER_MS)
        # There is always something to read, however far back the first day lies.
        self._article_born[self._article_born.argmin()] = -FOREVER_MS
        self._promo_born = _milliseconds(promos, "published_at", missing=-FOREVER_MS)
        self._starts = _milliseconds(promos, "starts_at", missing=-FOREVER_MS)
        self._ends = _milliseconds(promos, "ends_at", missing=FOREVER_MS)
        self.welcome = Welcome.of(articles, promos)

    def visits(self, day: datetime, *, count: int, rng: np.random.Generator) -> Visits:
        """Draw the page requests of the UTC day that begins at `day`, in order of time."""
        readers = draw_readers(count, rng, segment_shares=self.segment_shares)
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
            in_flight & self.welcome.to(visits.article, visits.place, visits.language)
        )

    def age_days(self, visits: Visits, promos: Rows) -> Floats:
        """Return how old the promos are at the visits [n, k]; nan is a promo without a date."""
        age_days = (visits.at_ms[:, None] - self._promo_born[promos]) / MS_PER_DAY
        age_days[np.broadcast_to(self._promo_born[promos] == -FOREVER_MS, age_days.shape)] = np.nan
        return np.asarray(age_days)

    def shares(self, visits: Visits) -> Floats:
        """Return the share of each hidden segment [n, segments] among readers who look alike."""
        return np.asarray(self.segment_shares[visits.place, visits.device])

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


def _fame(seed: int, article: Article) -> float:
    return FAME_SPREAD * float(hidden_numbers(seed, f"fame/{article.site}/{article.id}")[0])


def _milliseconds(
    nouns: Sequence[Article] | Sequence[Promo], field: str, *, missing: int
) -> NDArray[np.int64]:
    times: list[datetime | None] = [getattr(noun, field) for noun in nouns]
    return np.array([missing if at is None else round(at.timestamp() * 1000) for at in times])

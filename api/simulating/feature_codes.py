"""Features as numbers: those of a page's article and reader, and those of the promos by the hour.

The names are the ones that training learns and serving looks up (`recommender.features`).
"""

from collections.abc import Iterable
from datetime import UTC, datetime

import numpy as np

from api.simulating.contender import Known, Page
from data.worlds.world import Rows
from recommender.domain import Reader
from recommender.features import article_features, promo_features, reader_features

MS_PER_HOUR = 3_600_000


class Coder:
    """Numbers names in the order in which they are first met."""

    def __init__(self) -> None:
        self.codes: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self.codes)

    def of(self, names: Iterable[str]) -> list[int]:
        """Return the codes of some names."""
        seen = self.codes
        return [seen.setdefault(name, len(seen)) for name in names]


class PageFeatures:
    """Codes of what is known of a page: those of its article and those of its reader."""

    def __init__(self, known: Known) -> None:
        self.articles, self.readers = Coder(), Coder()
        self._articles = [self.articles.of(article_features(each)) for each in known.articles]
        self._readers: dict[tuple[Reader, int], list[int]] = {}

    def article(self, page: Page) -> list[int]:
        """Return the codes of the page's article."""
        return self._articles[page.article]

    def reader(self, page: Page) -> list[int]:
        """Return the codes of the page's reader."""
        key = (page.reader, page.local_hour)
        found = self._readers.get(key)
        if found is None:
            names = reader_features(page.reader, local_hour=page.local_hour)
            found = self._readers[key] = self.readers.of(names)
        return found


class PromoFeatures:
    """Codes of the promos' features, anew with every hour as they age."""

    def __init__(self, known: Known) -> None:
        self.coder = Coder()
        self._promos = known.promos
        self._hour = -1
        self.lists: list[list[int]] = []
        """The codes of each promo in this hour."""
        self.padded: Rows = np.empty((0, 0), dtype=np.int64)
        """The same as an array [promos, most]; -1 where a promo has fewer."""

    def see(self, at_ms: int) -> bool:
        """Take the time of a page; return whether the codes are others than before."""
        hour = at_ms // MS_PER_HOUR
        if hour == self._hour:
            return False
        self._hour = hour
        now = datetime.fromtimestamp(hour * MS_PER_HOUR / 1000, UTC)
        before = self.lists
        self.lists = [self.coder.of(promo_features(each, now=now)) for each in self._promos]
        if self.lists == before:
            return False
        most = max(map(len, self.lists))
        self.padded = np.array([each + [-1] * (most - len(each)) for each in self.lists])
        return True

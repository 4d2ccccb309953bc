"""To whom a promo may be shown: its countries, regions and languages, and never beside itself."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.publisher.readers import LANGUAGES, PLACES, Place
from data.worlds.world import Rows
from recommender.domain import Article, Promo
from recommender.keys import url_key

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Welcome:
    """Masks over promos (last axis) by the reader's place and language, and by the article.

    A promo's languages are met by the article's language or the reader's.
    """

    by_place: Mask
    by_language: Mask
    by_article_language: Mask
    not_itself: Mask

    @classmethod
    def of(cls, articles: Sequence[Article], promos: Sequence[Promo]) -> "Welcome":
        """Build the masks of these articles and promos."""
        spoken = np.array(
            [[_speaks(promo, language) for promo in promos] for language in LANGUAGES]
        )
        return cls(
            by_place=np.array([[_is_meant(promo, place) for promo in promos] for place in PLACES]),
            by_language=spoken,
            by_article_language=np.array(
                [[_speaks(promo, article.language) for promo in promos] for article in articles]
            ),
            not_itself=_addresses(articles)[:, None] != _addresses(promos)[None, :],
        )

    def to(self, article: Rows, place: Rows, language: Rows) -> Mask:
        """Return which promos are welcome [n, promos] at visits [n]."""
        spoken = self.by_language[language] | self.by_article_language[article]
        return np.asarray(spoken & self.by_place[place] & self.not_itself[article])


def _addresses(pages: Sequence[Article] | Sequence[Promo]) -> NDArray[np.int64]:
    """Return a key of each page's address; an article without one is no promo's page."""
    return np.array([url_key(page.url) for page in pages])


def _speaks(promo: Promo, language: str | None) -> bool:
    return not promo.languages or language in promo.languages


def _is_meant(promo: Promo, place: Place) -> bool:
    at_home = not promo.countries or place.country in promo.countries
    near = not promo.regions or place.region is None or place.region in promo.regions
    return not promo.paused and at_home and near

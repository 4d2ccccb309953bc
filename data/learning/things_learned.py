"""What pages and promos were like when they were decided, as numbered features."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import numpy as np

from data.learning.lessons import PageRead
from data.operational.catalogue import Catalogue
from data.operational.catalogue_shelf import Shelf
from data.operational.kept import Kept, kept_at, kept_before
from recommender.crossed.cross_features import crossed_promo_features, page_features
from recommender.crossed.cross_weights import Active, CrossWeights
from recommender.crossed.room import with_room
from recommender.domain import Article, Promo, Reader
from recommender.errors import NotFound
from recommender.features import age_bucket, reader_features
from recommender.learned import Floats, Learned
from recommender.side_vectors import article_vector, promo_vector

MOST = 100_000
"""Pages, and promos at an age, that are remembered at once."""
MOST_HISTORIES = 10_000
"""Likewise; they hold whole texts."""
History = Sequence[Kept[Any]]


class Thing(NamedTuple):
    """Features as the weights number them, and the model's vector [d + 1], None without one."""

    active: Active
    vector: Floats | None


class ThingsLearned:
    """Features by the catalogue's history, numbered by the weights as they are first met.

    `model` is the one whose logit stands beside the weights' own.
    """

    def __init__(
        self, catalogue: Catalogue, weights: CrossWeights, *, model: Learned | None
    ) -> None:
        self._catalogue = catalogue
        self._weights = weights
        self._model = model
        self._version = 0
        self._histories: dict[tuple[str, ...], History] = {}
        self._pages: dict[tuple[PageRead, int], Thing] = {}
        self._promos: dict[tuple[str, int, str], Thing] = {}

    def refresh(self) -> None:
        """Forget the histories of what the catalogue has changed. Raises Unavailable."""
        version = self._catalogue.version()
        if version < self._version:
            self._histories.clear()
        elif version > self._version:
            for row in self._catalogue.promos.keys_changed_since(self._version):
                self._histories.pop((row.id,), None)
            for row in self._catalogue.articles.keys_changed_since(self._version):
                self._histories.pop((row.site, row.id), None)
        self._version = version

    def page(self, page: PageRead, decided_ms: int) -> Thing:
        """Return a page's features; those of its reader alone if nobody knew the article then.

        Raises Unavailable.
        """
        history = self._history(self._catalogue.articles, (page.site, page.article or ""))
        kept = kept_before(history, moment_of(decided_ms))
        key = (page, kept.version if kept else 0)
        found: Thing = _found(self._pages, key, lambda: self._new_page(page, kept))
        return found

    def promo(self, promo: str, decided_ms: int) -> Thing | None:
        """Return a promo's features at its age then, None if the catalogue never had it.

        Raises Unavailable.
        """
        now = moment_of(decided_ms)
        history = self._history(self._catalogue.promos, (promo,))
        if not history:
            return None
        kept = kept_at(history, now)
        value: Promo = kept.value
        key = (promo, kept.version, age_bucket(value.published_at, now))
        found: Thing = _found(self._promos, key, lambda: self._new_promo(value, now))
        return found

    def logit(self, page: Thing, promo: Thing) -> float:
        """Return the model's calibrated logit of a promo on a page; 0 without a model."""
        if self._model is None or page.vector is None or promo.vector is None:
            return 0.0
        product = float(page.vector[:-1] @ promo.vector[:-1])
        biases = float(page.vector[-1]) + float(promo.vector[-1])
        return self._model.slope * (product + biases) + self._model.intercept

    def _new_page(self, page: PageRead, kept: Kept[Article] | None) -> Thing:
        article = kept.value if kept else Article(site=page.site, id="")
        reader, hour = page.reader.reader, page.reader.local_hour
        features = page_features(article, reader, local_hour=hour)
        # Of an article that nobody knows nothing is to be learned by its name.
        known = [each for each in features if kept or not each[0].startswith("article:")]
        active = self._weights.page_of(with_room(self._weights, self._weights.page, known))
        return Thing(active, self._vector(article, reader, local_hour=hour))

    def _vector(self, article: Article, reader: Reader, *, local_hour: int) -> Floats | None:
        model = self._model
        if model is None:
            return None
        nothing = np.zeros(model.text_topics.size, dtype=np.float32)
        names = reader_features(reader, local_hour=local_hour)
        return article_vector(article, model) + model.visit_side.sum_of(names, nothing)

    def _new_promo(self, promo: Promo, now: datetime) -> Thing:
        features = crossed_promo_features(promo, now=now)
        active = self._weights.promo_of(with_room(self._weights, self._weights.promo, features))
        model = self._model
        return Thing(active, None if model is None else promo_vector(promo, model, now=now))

    def _history(self, shelf: Shelf[Any], key: tuple[str, ...]) -> History:
        found: History = _found(
            self._histories, key, lambda: _history(shelf, key), most=MOST_HISTORIES
        )
        return found


def moment_of(time_ms: int) -> datetime:
    """Return milliseconds since 1970 as an aware time."""
    return datetime.fromtimestamp(time_ms / 1000, UTC)


def _history(shelf: Shelf[Any], key: tuple[str, ...]) -> History:
    try:
        return shelf.versions(*key)
    except NotFound:
        return ()


def _found(held: dict[Any, Any], key: Any, make: Callable[[], Any], *, most: int = MOST) -> Any:
    if key not in held:
        if len(held) >= most:
            held.clear()
        held[key] = make()
    return held[key]

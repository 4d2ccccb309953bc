"""What the surrogate numbers and keys of packed records stand for, archived things too."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from data.draining.article_index import ArticleIndex
from data.operational.catalogue import Catalogue
from data.operational.catalogue_shelf import Shelf
from data.operational.kept import Kept, kept_at
from recommender.domain import Article, Promo
from recommender.keys import key_of

MOST_ARTICLES = 100_000
"""Articles whose names are held at once."""
MOST_VERSIONS = 50_000
"""Versions of promos and of articles that are held at once."""
Version = tuple[int, int]
Moment = tuple[int, datetime]
T = TypeVar("T")


class CatalogueNames:
    """Names by number, read from the catalogue when they are first asked for and remembered."""

    def __init__(self, catalogue: Catalogue, *, models: Callable[[], Sequence[str]]) -> None:
        self._catalogue = catalogue
        self._read_models = models
        self._models: tuple[str, ...] = ()
        self._begin()

    def _begin(self) -> None:
        self._version = 0
        self._sites: dict[int, str] = {}
        self._placements: dict[int, str] = {}
        self._promos: dict[int, str] = {}
        self._index = ArticleIndex(self._catalogue)
        self._articles: dict[int, tuple[str, str]] = {}
        self._promo_versions: dict[Version, Kept[Promo]] = {}
        self._article_versions: dict[Version, Kept[Article]] = {}

    def refresh(self) -> None:
        """Take in what the catalogue has changed. Raises Unavailable."""
        version = self._catalogue.version()
        if version < self._version:
            # Another database lies in the place of the old one: nothing known of it holds.
            self._begin()
        if version == self._version:
            return
        for names, shelf in (
            (self._sites, self._catalogue.sites),
            (self._placements, self._catalogue.placements),
        ):
            rows = shelf.keys_changed_since(self._version)
            names.update({row.number: row.id for row in rows})
        self._index.change(self._version)
        self._version = version

    def sites(self, numbers: Iterable[int]) -> list[str]:
        """Return the ids of sites."""
        return [self._sites.get(number, unknown(number)) for number in numbers]

    def placements(self, numbers: Iterable[int]) -> list[str]:
        """Return the ids of placements."""
        return [self._placements.get(number, unknown(number)) for number in numbers]

    def promos(self, numbers: Sequence[int]) -> list[str]:
        """Return the ids of promos. Raises Unavailable."""
        new = [number for number in numbers if number not in self._promos]
        rows = self._catalogue.promos.keys_by_numbers(new)
        self._promos |= {row.number: row.id for row in rows}
        return [self._promos.get(number, unknown(number)) for number in numbers]

    def models(self, numbers: Sequence[int]) -> list[str | None]:
        """Return the versions of models by their place from 1 in the snapshots' list; 0 is none."""
        if max(numbers, default=0) > len(self._models):
            self._models = tuple(self._read_models())
        return [self._models[at - 1] if 0 < at <= len(self._models) else None for at in numbers]

    def learn_articles(self, told: Iterable[tuple[int, str, str]]) -> None:
        """Remember what workers told of articles: key, site, id."""
        if len(self._articles) > MOST_ARTICLES:
            self._articles.clear()
        # What is told is believed only if it bears the key: the names of others stay.
        self._articles |= {key: (site, at) for key, site, at in told if key_of(site, at) == key}

    def articles(self, keys: Sequence[int]) -> list[str | None]:
        """Return the ids of articles by their keys; None where nobody knows. Raises Unavailable."""
        numbers = self._index.numbers(key for key in keys if key not in self._articles)
        rows = self._catalogue.articles.keys_by_numbers(list(numbers.values()))
        self._articles |= {key_of(row.site, row.id): (row.site, row.id) for row in rows}
        return [self._articles[key][1] if key in self._articles else None for key in keys]

    def article_numbers(self, keys: Iterable[int]) -> Mapping[int, int]:
        """Return the number of each key that the catalogue knows."""
        return self._index.numbers(keys)

    def promo_versions(self, wanted: Iterable[Version]) -> Mapping[Version, Kept[Promo]]:
        """Return promos by (number, version), as far as they are known. Raises Unavailable."""
        return _versions(self._catalogue.promos, self._promo_versions, wanted)

    def article_versions(self, wanted: Iterable[Version]) -> Mapping[Version, Kept[Article]]:
        """Return articles by (number, version), as far as they are known. Raises Unavailable."""
        return _versions(self._catalogue.articles, self._article_versions, wanted)

    def promo_versions_at(self, wanted: Sequence[Moment]) -> list[int]:
        """Return the versions that promos (by number) had then; 0 unknown. Raises Unavailable."""
        return _versions_at(self._catalogue.promos, wanted)

    def article_versions_at(self, wanted: Sequence[Moment]) -> list[int]:
        """Return the versions that articles (by key) had then; 0 unknown. Raises Unavailable."""
        numbers = self._index.numbers({key for key, _ in wanted})
        known = [(numbers.get(key, 0), moment) for key, moment in wanted]
        return _versions_at(self._catalogue.articles, known)


def unknown(number: int) -> str:
    """Return how a number is told that the catalogue does not know (restored from long ago)."""
    return f"#{number}"


def _versions(
    shelf: Shelf[T], held: dict[Version, Kept[T]], wanted: Iterable[Version]
) -> Mapping[Version, Kept[T]]:
    wanted = list(wanted)
    if len(held) > MOST_VERSIONS:
        held.clear()
    missing = {number for number, version in wanted if (number, version) not in held}
    held |= {(kept.number, kept.version): kept for kept in shelf.by_numbers(sorted(missing))}
    for number in {number for number, version in wanted if (number, version) not in held}:
        held |= {(kept.number, kept.version): kept for kept in shelf.history(number)}
    return {version: held[version] for version in wanted if version in held}


def _versions_at(shelf: Shelf[T], wanted: Sequence[Moment]) -> list[int]:
    histories = {number: shelf.history(number) for number in {number for number, _ in wanted}}
    known = [(histories[number], moment) for number, moment in wanted]
    return [kept_at(history, moment).version if history else 0 for history, moment in known]

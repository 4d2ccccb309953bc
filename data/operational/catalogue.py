"""The catalogue: sites, sources, articles, promos and placements, with their versions."""

from collections.abc import Callable
from datetime import datetime
from typing import Self

from sqlalchemy import Engine, select

from data.clock import utc_now
from data.operational import tables
from data.operational.catalogue_noun import Noun
from data.operational.catalogue_shelf import Shelf
from data.operational.database import open_database, reading
from data.operational.kept import Kept
from data.operational.migration import migrate, upgrade
from recommender.domain import Article, Placement, Promo, Site, Source

SITES = Noun(
    word="site",
    kind=Site,
    live=tables.sites,
    replaced=tables.site_versions,
    key_names=("id",),
)
SOURCES = Noun(
    word="source",
    kind=Source,
    live=tables.sources,
    replaced=tables.source_versions,
    key_names=("id",),
)
ARTICLES = Noun(
    word="article",
    kind=Article,
    live=tables.articles,
    replaced=tables.article_versions,
    key_names=("site", "id"),
)
PROMOS = Noun(
    word="promo",
    kind=Promo,
    live=tables.promos,
    replaced=tables.promo_versions,
    key_names=("id",),
)
PLACEMENTS = Noun(
    word="placement",
    kind=Placement,
    live=tables.placements,
    replaced=tables.placement_versions,
    key_names=("site", "id"),
)


class Catalogue:
    """A shelf for each noun, over one engine; safe to share between threads."""

    def __init__(self, engine: Engine, *, now: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self.sites: Shelf[Site] = Shelf(engine, noun=SITES, now=now)
        self.sources: Shelf[Source] = Shelf(engine, noun=SOURCES, now=now)
        self.articles: Shelf[Article] = Shelf(engine, noun=ARTICLES, now=now)
        self.promos: Shelf[Promo] = Shelf(engine, noun=PROMOS, now=now)
        self.placements: Shelf[Placement] = Shelf(engine, noun=PLACEMENTS, now=now)

    def upgrade(self) -> None:
        """Bring the tables up to date, if the database is there. Raises Unavailable."""
        upgrade(self._engine)

    def close(self) -> None:
        """Close its connections; it opens new ones if it is used again."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        """Return itself, to be closed at the end."""
        return self

    def __exit__(self, *_raised: object) -> None:
        """Close its connections."""
        self.close()

    def version(self) -> int:
        """Return the number of the last change: one read of one row. Raises Unavailable.

        Read it before the changes: a change in between is then seen twice, never missed.
        """
        statement = select(tables.counters.c.value).where(tables.counters.c.name == "catalogue")
        with reading(self._engine) as connection:
            return int(connection.execute(statement).scalar_one())

    def promos_changed_since(self, version: int) -> list[Kept[Promo]]:
        """Return the promos, archived ones too, changed after that catalogue version."""
        return self.promos.changed_since(version)

    def promo_by_number(self, number: int) -> Kept[Promo]:
        """Return a promo by its number, archived or not. Raises NotFound."""
        return self.promos.by_number(number)


def open_catalogue(database_url: str) -> Catalogue:
    """Open the database, set it up or upgrade it, and return its catalogue. Raises Unavailable.

    `with open_catalogue(url) as catalogue:` closes it at the end.
    """
    engine = open_database(database_url)
    migrate(engine)
    return Catalogue(engine)

"""Where the pages take their articles from: the catalogue, its lists kept until it changes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from data.operational.catalogue import Catalogue
from recommender.domain import Article, Site
from recommender.errors import NotFound

# A front page and its sections never need more of a site that has a million.
LISTED = 2000
# No id holds it, and PostgreSQL refuses even to look for one that does.
NUL = "\0"
NEVER = datetime.min.replace(tzinfo=UTC)


class Newsroom:
    """What front page, sections and article pages read of a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._lists: dict[str, tuple[int, Sequence[Article]]] = {}

    def home(self) -> Site | None:
        """Return the site whose front page stands at `/`, the first one; None if there is none."""
        first = self._catalogue.sites.page(limit=1)
        return first[0].value if first else None

    def site(self, identity: str) -> Site | None:
        """Return a site by its id; None if there is none."""
        if NUL in identity:
            return None
        try:
            return self._catalogue.sites.get(identity).value
        except NotFound:
            return None

    def article(self, site: str, identity: str) -> Article | None:
        """Return an article by its site and id; None if there is none."""
        if NUL in site + identity:
            return None
        try:
            return self._catalogue.articles.get(site, identity).value
        except NotFound:
            return None

    def newest(self, site: str) -> Sequence[Article]:
        """Return a site's articles without their bodies, newest first; at most 2,000."""
        version = self._catalogue.version()
        kept = self._lists.get(site)
        if kept is None or kept[0] != version:
            kept = (version, self._read(site))
            self._lists[site] = kept
        return kept[1]

    def _read(self, site: str) -> Sequence[Article]:
        rows = self._catalogue.articles.newest(limit=LISTED, site=site)
        articles = (replace(row.value, text="") for row in rows)
        return sorted(articles, key=lambda one: one.published_at or NEVER, reverse=True)

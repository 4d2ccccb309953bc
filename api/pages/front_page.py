"""The front page: one lead, a few beside it, the latest, then every section."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from api.pages.teaser import Section, Teaser, section_of, teaser_of
from recommender.domain import Article, Site

BESIDE_THE_LEAD = 2
LATEST = 6
IN_SECTION = 5
OTHER = "news"


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontPage:
    """The front page's teasers, none twice above the fold."""

    lead: Teaser | None = None
    beside: tuple[Teaser, ...] = ()
    latest: tuple[Teaser, ...] = ()
    sections: tuple[Section, ...] = ()


def front_page(articles: Sequence[Article], site: Site) -> FrontPage:
    """Lay out a front page from articles, newest first."""
    if not articles:
        return FrontPage()
    top = _top(articles, site)
    rest = [article for article in articles if article not in top]
    teasers = [teaser_of(article, site) for article in top]
    return FrontPage(
        lead=teasers[0],
        beside=tuple(teasers[1:]),
        latest=tuple(teaser_of(article, site) for article in rest[:LATEST]),
        sections=tuple(
            section_of(category, site, articles=of_section[:IN_SECTION])
            for category, of_section in by_section(rest).items()
        ),
    )


def _top(articles: Sequence[Article], site: Site) -> list[Article]:
    """Choose pictured articles in the site's tongue, the newest of different sections."""
    spoken = [one for one in articles if one.language in (None, site.language)] or articles
    pictured = [one for one in spoken if one.image] or spoken
    newest_of = {one.category: one for one in reversed(pictured)}
    sections = dict.fromkeys(one.category for one in pictured)
    return [newest_of[section] for section in sections][: BESIDE_THE_LEAD + 1]


def by_section(articles: Sequence[Article]) -> dict[str, list[Article]]:
    """Group articles by category, the largest section first, each newest first."""
    sections: dict[str, list[Article]] = defaultdict(list)
    for article in articles:
        sections[article.category or OTHER].append(article)
    return dict(sorted(sections.items(), key=lambda item: (-len(item[1]), item[0])))

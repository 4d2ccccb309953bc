"""An article as it is announced elsewhere: on the front page, in a section, beside another."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.pages.addresses import article_path, picture_address, section_path
from api.pages.published_time import SpokenTime, spoken_time
from recommender.domain import Article, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Teaser:
    """What a list says of an article."""

    title: str
    href: str
    language: str
    section: str | None = None
    summary: str | None = None
    picture: str | None = None
    caption: str = ""
    published: SpokenTime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section's name and page, with the articles shown of it."""

    name: str
    href: str
    teasers: tuple[Teaser, ...] = ()


def teaser_of(article: Article, site: Site) -> Teaser:
    """Announce an article in its own language and the site's time."""
    language = article.language or site.language
    return Teaser(
        title=article.title or article.id,
        href=article_path(article.site, article.id),
        language=language,
        section=section_name(article.category) if article.category else None,
        summary=article.summary,
        picture=picture_address(article.image),
        caption=article.caption or "",
        published=spoken_time(article.published_at, zone=site.time_zone, language=site.language)
        if article.published_at
        else None,
    )


def section_of(category: str, site: Site, *, articles: Sequence[Article] = ()) -> Section:
    """Return a section with the teasers of these articles."""
    return Section(
        name=section_name(category),
        href=section_path(site.id, category),
        teasers=tuple(teaser_of(article, site) for article in articles),
    )


def section_name(category: str) -> str:
    """Return a category's name as a heading: `food-drink` is Food & Drink."""
    words = category.replace("_", "-").replace("/", "-").split("-")
    joiner = " & " if len(words) == 2 else " "
    return joiner.join(word if word == "and" else word[:1].upper() + word[1:] for word in words)

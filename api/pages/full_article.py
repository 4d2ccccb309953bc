"""An article as its own page shows it."""

import re
from dataclasses import dataclass

from api.pages.addresses import is_web_address, picture_address
from api.pages.page_words import Wording, comments_in_words, wording_of
from api.pages.published_time import SpokenTime, spoken_time
from recommender.domain import Article, Site

BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
PARAGRAPHS_BEFORE_PROMO = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class FullArticle:
    """Everything the article page says, already in the article's language."""

    title: str
    language: str
    wording: Wording
    opening: tuple[str, ...]
    remainder: tuple[str, ...]
    minutes: str
    comments: str
    summary: str | None = None
    byline: str | None = None
    place: str | None = None
    picture: str | None = None
    caption: str | None = None
    canonical: str | None = None
    published: SpokenTime | None = None
    tags: tuple[str, ...] = ()


def full_article(article: Article, site: Site) -> FullArticle:
    """Split the body where the native promo stands, and say the rest in words."""
    language = article.language or site.language
    wording = wording_of(language)
    body = paragraphs(article.text)
    return FullArticle(
        title=article.title or article.id,
        language=language,
        wording=wording,
        opening=body[:PARAGRAPHS_BEFORE_PROMO],
        remainder=body[PARAGRAPHS_BEFORE_PROMO:],
        minutes=wording.minutes.format(max(1, round(len(article.text) / wording.units_a_minute))),
        comments=comments_in_words(article.comment_count, wording=wording),
        summary=article.summary,
        byline=_byline(article, wording),
        place=wording.place.format(article.place) if article.place else None,
        picture=picture_address(article.image),
        caption=article.caption,
        canonical=article.url if article.url and is_web_address(article.url) else None,
        published=_published(article, site, language=language),
        tags=article.tags,
    )


def paragraphs(text: str) -> tuple[str, ...]:
    """Split a body at its blank lines; where it has none, at every line."""
    parts = BLANK_LINE.split(text) if BLANK_LINE.search(text) else text.split("\n")
    return tuple(part.strip() for part in parts if part.strip())


def _byline(article: Article, wording: Wording) -> str | None:
    if not article.byline:
        return None
    return wording.by.format(article.byline.strip().removeprefix("By ").removeprefix("by "))


def _published(article: Article, site: Site, *, language: str) -> SpokenTime | None:
    if article.published_at is None:
        return None
    return spoken_time(article.published_at, zone=site.time_zone, language=language)

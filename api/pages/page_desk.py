"""The desk where pages are made up: articles and answers go in, HTML comes out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from jinja2 import Environment

from api.pages.answer import PageAnswer
from api.pages.front_page import by_section, front_page
from api.pages.full_article import full_article
from api.pages.newsroom import Newsroom
from api.pages.page_ask import FOOTER, IN_ARTICLE, Answered
from api.pages.page_words import wording_of
from api.pages.published_time import spoken_day
from api.pages.slate_view import View, choices, compared, fallback_in_words
from api.pages.teaser import Section, Teaser, section_of, teaser_of
from recommender.domain import Article, Site
from recommender.errors import Unavailable

DEFAULT_LANGUAGE = "en"
MORE_IN_SECTION = 5
IN_A_SECTION_PAGE = 60
LATEST_BESIDE = 4
SECTIONS_IN_NAVIGATION = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDesk:
    """What the pages are made of besides a decision: the articles, the time, the templates."""

    newsroom: Newsroom
    now: Callable[[], datetime]
    templates: Environment

    def front(self, site: Site) -> str:
        """Make up a site's front page."""
        front = front_page(self.newsroom.newest(site.id), site)
        return self._page("front.html", site, front=front)

    def section(self, site: Site, category: str) -> str | None:
        """Make up a section's page; None if the site has no such section."""
        articles = by_section(self.newsroom.newest(site.id)).get(category, ())
        if not articles:
            return None
        section = section_of(category, site, articles=articles[:IN_A_SECTION_PAGE])
        return self._page("section.html", site, section=section, current_section=section.name)

    def missing(self, site: Site) -> str:
        """Make up the page that says that there is none."""
        return self._page("missing.html", site)

    def trouble(self, heading: str, words: str) -> str:
        """Make up a page that says why there is none; it needs nothing of the catalogue."""
        template = self.templates.get_template("trouble.html")
        return template.render(heading=heading, words=words)

    def article(
        self, article: Article, site: Site, *, view: View, path: str, answers: Sequence[Answered]
    ) -> str:
        """Make up an article's page around the answers of its decision, the chosen arm's first."""
        shown = full_article(article, site)
        section = self._section_around(article, site)
        return self._page(
            "article.html",
            site,
            article=shown,
            language=shown.language,
            section=section,
            latest=self._latest_beside(article, site),
            current_section=section.name if section else None,
            view=view.value,
            fallback=fallback_in_words(answers[0].arm, answers[0].answer),
            choices=choices(path, chosen=view),
            native=answers[0].answer.slate(IN_ARTICLE),
            widget=answers[0].answer.slate(FOOTER),
            columns=compared(answers) if view is View.COMPARE else (),
        )

    def language_around(self, site: str, article: str) -> str:
        """Return the language of the page that a fragment is for, as far as it is known."""
        try:
            found = self.newsroom.article(site, article)
            if found and found.language:
                return found.language
            known = self.newsroom.site(site)
        except Unavailable:
            return DEFAULT_LANGUAGE
        return known.language if known else DEFAULT_LANGUAGE

    def fragment(self, answer: PageAnswer, *, language: str) -> str:
        """Make up the slots of an answer without a page around them."""
        slates = [slate for slate in answer.slates.values() if slate.cards]
        template = self.templates.get_template("fragment.html")
        return str(template.render(slates=slates, wording=wording_of(language))).strip()

    def _page(self, template: str, site: Site, **values: Any) -> str:
        sections = by_section(self.newsroom.newest(site.id))
        frame = {
            "site": site,
            "home": "/",
            "language": site.language,
            "current_section": None,
            "today": spoken_day(self.now(), zone=site.time_zone, language=site.language),
            "sections": [
                section_of(name, site) for name in islice(sections, SECTIONS_IN_NAVIGATION)
            ],
        }
        return self.templates.get_template(template).render(frame | values)

    def _latest_beside(self, article: Article, site: Site) -> list[Teaser]:
        others = (
            other
            for other in self.newsroom.newest(site.id)
            if other.id != article.id and other.category != article.category
        )
        return [teaser_of(other, site) for other in islice(others, LATEST_BESIDE)]

    def _section_around(self, article: Article, site: Site) -> Section | None:
        if article.category is None:
            return None
        of_section = by_section(self.newsroom.newest(site.id)).get(article.category, ())
        others = (other for other in of_section if other.id != article.id)
        return section_of(article.category, site, articles=tuple(islice(others, MORE_IN_SECTION)))

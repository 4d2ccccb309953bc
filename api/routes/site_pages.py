"""The sample site: `/`, its sections, its articles with their promos, and its static files."""

from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool

from api.pages.addresses import article_path
from api.pages.page_ask import Answered, DecideSlots, ask_for_page
from api.pages.page_desk import PageDesk
from api.pages.page_headers import EVERYBODYS, ONE_VIEW
from api.pages.slate_view import View, arms_of, view_of
from api.routes.page_route import page_route
from recommender.domain import Article, Site

READ = ["GET", "HEAD"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePages:
    """The handlers. Decisions are made on the event loop, as the hot door makes them."""

    desk: PageDesk
    decide: DecideSlots

    def front(self) -> Response:
        """Answer `/`: the front page of the first site."""
        site = self.desk.newsroom.home()
        if site is None:
            raise HTTPException(404, "there is no site yet: put one, or start the demo")
        return HTMLResponse(self.desk.front(site), headers=dict(EVERYBODYS))

    def section(self, site: str, category: str) -> Response:
        """Answer a section's page."""
        known = self._site(site)
        html = self.desk.section(known, category)
        return (
            self._missing(known) if html is None else HTMLResponse(html, headers=dict(EVERYBODYS))
        )

    async def article(self, request: Request, site: str, identity: str) -> Response:
        """Answer an article's page; `?slate=` chooses what its slots show."""
        known = await run_in_threadpool(self._site, site)
        article = await run_in_threadpool(self.desk.newsroom.article, site, identity)
        if article is None:
            return await run_in_threadpool(self._missing, known)
        view = view_of(request.query_params.get("slate"))
        answers = await self._answers(article, known, request=request, view=view)
        path = article_path(site, identity)
        return await run_in_threadpool(self._made_up, article, known, view, path, answers)

    def _made_up(
        self, article: Article, site: Site, view: View, path: str, answers: list[Answered]
    ) -> Response:
        html = self.desk.article(article, site, view=view, path=path, answers=answers)
        return HTMLResponse(html, headers=dict(ONE_VIEW))

    async def _answers(
        self, article: Article, site: Site, *, request: Request, view: View
    ) -> list[Answered]:
        language = article.language or site.language
        return [
            await ask_for_page(self.decide, article, visitor=request, arm=arm, language=language)
            for arm in arms_of(view)
        ]

    def _site(self, identity: str) -> Site:
        site = self.desk.newsroom.site(identity)
        if site is None:
            raise HTTPException(404, "no site is known by this name")
        return site

    def _missing(self, site: Site) -> Response:
        return HTMLResponse(self.desk.missing(site), status_code=404, headers=dict(EVERYBODYS))


def page_router(desk: PageDesk, *, decide: DecideSlots) -> APIRouter:
    """Return the routes of the pages; they are for people and stay out of the schema."""
    pages = SitePages(desk=desk, decide=decide)
    router = APIRouter(
        include_in_schema=False,
        default_response_class=HTMLResponse,
        route_class=page_route(desk),
    )
    router.add_api_route("/", pages.front, methods=READ)
    router.add_api_route("/sections/{site}/{category:path}", pages.section, methods=READ)
    router.add_api_route("/articles/{site}/{identity:path}", pages.article, methods=READ)
    return router

"""The report pages: `/reports`, its files, and how one signs in and out."""

from dataclasses import dataclass
from urllib.parse import parse_qs

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from api.edge.body_reading import small_body
from api.reports.report_answers import file_answer
from api.reports.report_headers import REPORT_HEADERS
from api.reports.report_links import PATH
from api.reports.report_page import ReportPage
from api.reports.report_question import Form, read_ask
from api.reports.report_room import ReportRoom, check_known
from api.reports.report_route import report_route, words_for
from api.reports.reports_entry import (
    ReportsEntry,
    Visitor,
    check_own_page,
    drop_key,
    keep_key,
    site_of,
)
from data.reports.report_ask import ReportAsk
from recommender.domain import Site
from recommender.errors import KeyRefused, Malformed, NotAllowed

READ = ["GET", "HEAD"]
ASKS_FOR_KEY = {**REPORT_HEADERS, "WWW-Authenticate": 'Bearer realm="chirashi"'}
SEE_OTHER = 303
MOST_FIELDS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPages:
    """The handlers."""

    room: ReportRoom
    entry: ReportsEntry
    page: ReportPage

    async def overview(self, request: Request) -> Response:
        """Answer `/reports`, or the way in."""
        visitor = await run_in_threadpool(self.entry.visitor_of, request)
        if visitor is None:
            return self._way_in(request)
        sites = await self.room.sites()
        asked = self._asked("performance", request, visitor, sites=sites)
        html = await self.page.overview(
            asked, visitor=visitor, sites=sites, request=request, room=self.room
        )
        return HTMLResponse(html, headers=dict(REPORT_HEADERS))

    async def file(self, request: Request, name: str, form: str) -> Response:
        """Answer a report as a file."""
        visitor = await run_in_threadpool(self.entry.visitor_of, request)
        if visitor is None:
            return self._way_in(request)
        if form not in set(Form):
            raise HTTPException(404, "there is no such file")
        sites = await self.room.sites()
        asked = self._asked(name, request, visitor, sites=sites)
        (table,) = await self.room.tables([asked], sites=sites)
        return await file_answer(table, Form(form))

    async def enter(self, request: Request) -> Response:
        """Take a key and lead on to the page that was asked for."""
        check_own_page(request)
        fields = _fields(await small_body(request))
        secret, to = (fields.get(name, [""])[0].strip() for name in ("key", "to"))
        words = words_for(request)
        try:
            await run_in_threadpool(self.entry.holder_of, secret)
        except KeyRefused:
            return self._way_in(request, to=to, refusal=words.refused)
        except NotAllowed:
            return self._way_in(request, to=to, refusal=words.no_scope)
        answer = RedirectResponse(_page_of_ours(to), SEE_OTHER, headers=dict(REPORT_HEADERS))
        keep_key(answer, secret, request=request)
        return answer

    async def leave(self, request: Request) -> Response:
        """Put the key away."""
        check_own_page(request)
        answer = RedirectResponse(PATH, SEE_OTHER, headers=dict(REPORT_HEADERS))
        drop_key(answer)
        return answer

    def _asked(
        self, name: str, request: Request, visitor: Visitor, *, sites: tuple[Site, ...]
    ) -> ReportAsk:
        told = dict(request.query_params)
        site = site_of(visitor, told.get("site") or None)
        check_known(site, sites=sites)
        return read_ask(name, told | {"site": site or ""}, today=self.room.today(site, sites=sites))

    def _way_in(
        self, request: Request, *, to: str | None = None, refusal: str | None = None
    ) -> Response:
        headers = dict(ASKS_FOR_KEY)
        if refusal is None and request.headers.get("sec-fetch-site") == "cross-site":
            # A link from elsewhere comes without the cookie; the page's own reload brings it.
            headers["Refresh"] = "0"
        query = f"?{request.url.query}" if request.url.query else ""
        html = self.page.way_in(
            words_for(request), to=PATH + query if to is None else to, refusal=refusal
        )
        return HTMLResponse(html, status_code=401, headers=headers)


def _fields(body: bytes) -> dict[str, list[str]]:
    try:
        return parse_qs(body.decode("latin-1"), max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise Malformed("this form has more fields than the page's own") from error


def _page_of_ours(to: str) -> str:
    return to if to == PATH or to.startswith(f"{PATH}?") else PATH


def report_page_router(room: ReportRoom, *, entry: ReportsEntry, page: ReportPage) -> APIRouter:
    """Return the routes of the report pages; they are for people and stay out of the schema."""
    pages = ReportPages(room=room, entry=entry, page=page)
    router = APIRouter(
        include_in_schema=False,
        default_response_class=HTMLResponse,
        route_class=report_route(page.templates),
    )
    router.add_api_route(PATH, pages.overview, methods=READ)
    router.add_api_route(f"{PATH}/enter", pages.enter, methods=["POST"])
    router.add_api_route(f"{PATH}/leave", pages.leave, methods=["POST"])
    router.add_api_route(f"{PATH}/{{name}}.{{form}}", pages.file, methods=READ)
    return router

"""`GET /v1/slots.html`: an answer as an accessible fragment of HTML. Always 200.

A page that includes the fragment must never break: an error is an empty fragment, told in a header.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool

from api.ask import Ask
from api.ask_reading import ask_of_query
from api.pages.answer import read_answer
from api.pages.page_desk import PageDesk
from api.pages.page_headers import FRAGMENT_HEADERS
from api.pages.question import DecideSlots
from recommender.errors import ChirashiError, InvalidFields

PROBLEM = "Chirashi-Problem"
LONGEST_PROBLEM = 300

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """The handler: the same question as `GET /v1/slots`, the same cards as the pages."""

    desk: PageDesk
    decide: DecideSlots

    async def slots(self, request: Request) -> Response:
        """Answer the slots of an article's placements as HTML."""
        try:
            return await self._filled(request)
        except (ChirashiError, LookupError, TypeError, ValueError, AttributeError) as error:
            logger.info("an empty fragment: %s", error)
            return _empty(problem_of(error))

    async def _filled(self, request: Request) -> Response:
        ask = ask_of_query(request.scope["query_string"])
        answer = json.loads(await self.decide(ask, request))
        language = await run_in_threadpool(self._language, ask)
        shown = read_answer(answer, language=language)
        html = await run_in_threadpool(self.desk.fragment, shown, language=language)
        return HTMLResponse(html, headers=dict(FRAGMENT_HEADERS))

    def _language(self, ask: Ask) -> str:
        """Return the language of the page around the fragment, as far as it is known."""
        article = self.desk.newsroom.article(ask.site, ask.article)
        site = self.desk.newsroom.site(ask.site)
        return (article and article.language) or (site.language if site else "en")


def problem_of(error: Exception) -> str:
    """Say an error in one line of ASCII; what went wrong inside of us stays inside."""
    if not isinstance(error, ChirashiError):
        return "the slots could not be filled"
    words = str(error)
    if isinstance(error, InvalidFields):
        words = "; ".join(f"{fault.pointer}: {fault.detail}" for fault in error.faults)
    plain = words.encode("ascii", "replace").decode()
    return "".join(x if x.isprintable() else " " for x in plain)[:LONGEST_PROBLEM]


def _empty(problem: str) -> Response:
    headers: Mapping[str, str] = {**FRAGMENT_HEADERS, "Cache-Control": "no-store", PROBLEM: problem}
    return HTMLResponse("", headers=dict(headers))


def fragment_router(desk: PageDesk, *, decide: DecideSlots) -> APIRouter:
    """Return the route of the fragment."""
    router = APIRouter(prefix="/v1", tags=["slots"])
    router.add_api_route(
        "/slots.html",
        Fragment(desk=desk, decide=decide).slots,
        response_class=HTMLResponse,
        summary="The slots of an article as an HTML fragment",
    )
    return router

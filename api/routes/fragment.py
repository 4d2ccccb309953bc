"""`GET /v1/slots.html`: the answer of `GET /v1/slots` as an accessible fragment. Always 200.

A page that includes the fragment must never break: an error is an empty fragment, told in a header.
"""

import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope

from api.edge.raw_exchange import Reply
from api.pages.answer import read_answer
from api.pages.page_desk import PageDesk
from api.pages.page_headers import FRAGMENT_HEADERS
from api.routes.slots import QUERY
from recommender.domain import Reason

PROBLEM = "Chirashi-Problem"
LONGEST_PROBLEM = 300
OUR_FAILURE = "the slots could not be filled"
# The rest of the reply's headers tell of its JSON.
KEPT = frozenset({"cache-control", "vary", "access-control-allow-origin"})
RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The slots; empty where nothing fits, and after an error.",
        "headers": {PROBLEM: {"description": "What went wrong.", "schema": {"type": "string"}}},
    }
}

logger = logging.getLogger(__name__)
ReplySlots = Callable[[Scope, Receive], Awaitable[Reply]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """The handler: the door's own answer, in the cards of the pages."""

    desk: PageDesk
    reply: ReplySlots

    async def slots(self, request: Request) -> Response:
        """Answer the slots of an article's placements as HTML."""
        try:
            reply = await self.reply(request.scope, request.receive)
            told = {name.decode(): value.decode("latin-1") for name, value in reply.headers}
            headers = {name: value for name, value in told.items() if name in KEPT}
            content = json.loads(reply.body)
            if reply.status != 200:
                return _fragment("", headers, problem=problem_in_words(content))
            html = await run_in_threadpool(self._html, content, request)
            return _fragment(html, headers, problem=_problem_in(content, html))
        except Exception:
            # The page around the fragment is not ours to break.
            logger.exception("an empty fragment")
            return _fragment("", {"cache-control": "no-store"}, problem=OUR_FAILURE)

    def _html(self, content: Mapping[str, Any], request: Request) -> str:
        asked = request.query_params
        language = self.desk.language_around(asked.get("site", ""), asked.get("article", ""))
        return self.desk.fragment(read_answer(content, language=language), language=language)


def _problem_in(content: Mapping[str, Any], html: str) -> str | None:
    """Tell of placements that nobody knows, and why there is nothing at all."""
    unknown = [
        placement
        for placement, filled in content["placements"].items()
        if any(slot["reason"] == Reason.UNKNOWN_PLACEMENT for slot in filled.get("unfilled", ()))
    ]
    if unknown:
        return header_line(f"no placement is known as {', '.join(map(repr, unknown))}")
    return None if html else content.get("reason")


def problem_in_words(problem: Mapping[str, Any]) -> str:
    """Say a problem in one line that a header can hold."""
    faults = problem.get("errors", ())
    words = "; ".join(f"{fault.get('pointer', '')}: {fault['detail']}" for fault in faults)
    return header_line(words or str(problem["detail"]))


def header_line(words: str) -> str:
    """Return the words as a header can hold them."""
    plain = words.encode("ascii", "replace").decode()
    return "".join(x if x.isprintable() else " " for x in plain)[:LONGEST_PROBLEM]


def _fragment(html: str, headers: Mapping[str, str], *, problem: str | None) -> Response:
    told = {PROBLEM: problem, "Access-Control-Expose-Headers": PROBLEM} if problem else {}
    return HTMLResponse(html, headers={**FRAGMENT_HEADERS, **headers, **told})


def fragment_router(desk: PageDesk, *, reply: ReplySlots) -> APIRouter:
    """Return the route of the fragment."""
    router, slots = APIRouter(tags=["slots"]), Fragment(desk=desk, reply=reply).slots
    router.add_api_route("/v1/slots.html", slots, methods=["HEAD"], include_in_schema=False)
    router.add_api_route(
        "/v1/slots.html",
        slots,
        response_class=HTMLResponse,
        responses=RESPONSES,
        openapi_extra=QUERY,
        summary="The slots as an HTML fragment, never an error",
    )
    return router

"""A route whose errors are pages of the reports, in the words of who reads them."""

import logging
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from fastapi.routing import APIRoute
from jinja2 import Environment

from api.edge.problems import HEADERS, problem_of
from api.reports.report_headers import REPORT_HEADERS
from api.reports.report_wording import ReportWording
from api.reports.report_words import report_wording
from api.slots.reader_headers import language_of
from recommender.errors import ChirashiError

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
FAILURE = 500
logger = logging.getLogger(__name__)


def words_for(request: Request) -> ReportWording:
    """Return the words in the language of `?language=`, or of the browser."""
    accepted = request.headers.get("accept-language", "").encode("latin-1", "replace")
    return report_wording(request.query_params.get("language") or language_of(accepted))


def report_route(templates: Environment) -> type[APIRoute]:
    """Return the class of routes that tell their errors in pages."""

    def told(request: Request, error: ChirashiError) -> Response:
        words, problem = words_for(request), problem_of(error)
        is_ours = problem.status >= FAILURE
        if is_ours:
            logger.warning("a report cannot be shown: %s", error)
        html = templates.get_template("report_trouble.html").render(
            words=words,
            heading=words.late if is_ours else words.wrong,
            sentence=problem.detail[:1].upper() + problem.detail[1:],
            other_language=None,
            has_key=False,
        )
        headers = {**REPORT_HEADERS, **HEADERS.get(problem.status, {})}
        return HTMLResponse(html, status_code=problem.status, headers=headers)

    class ReportRoute(APIRoute):
        """Answers HTML whatever happens."""

        def get_route_handler(self) -> Handler:
            """Return the handler, its errors told."""
            handle = super().get_route_handler()

            async def answer(request: Request) -> Response:
                try:
                    return await handle(request)
                except ChirashiError as error:
                    return told(request, error)

            return answer

    return ReportRoute

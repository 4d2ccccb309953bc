"""A route whose errors are pages: who reads a newspaper is not shown a problem in JSON."""

import logging
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from fastapi import HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from fastapi.routing import APIRoute

from api.edge.problems import RETRY
from api.pages.page_desk import PageDesk
from api.pages.page_headers import ONE_VIEW
from recommender.errors import Unavailable

AWAY = "This page cannot be shown just now"
AWAY_WORDS = "Its articles are out of reach for the moment. Please try again in a minute."
MISSING = "This page is not here"
logger = logging.getLogger(__name__)
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def page_route(desk: PageDesk) -> type[APIRoute]:
    """Return the class of routes that tell their errors in pages of the desk."""

    def told(status: int, heading: str, words: str, headers: Mapping[str, str]) -> Response:
        html = desk.trouble(heading, words)
        return HTMLResponse(html, status_code=status, headers={**ONE_VIEW, **headers})

    class PageRoute(APIRoute):
        """Answers HTML whatever happens."""

        def get_route_handler(self) -> Handler:
            """Return the handler, its errors told."""
            handle = super().get_route_handler()

            async def answer(request: Request) -> Response:
                try:
                    return await handle(request)
                except Unavailable as error:
                    logger.warning("a page cannot be made: %s", error)
                    return told(503, AWAY, AWAY_WORDS, RETRY)
                except HTTPException as error:
                    words = f"{error.detail[:1].upper()}{error.detail[1:]}."
                    return told(error.status_code, MISSING, words, error.headers or {})

            return answer

    return PageRoute

"""A publisher's page with the script in it, a server that records what the script asks and tells,
and another server to land on, which is somebody else's and goes on when ours has stopped."""

import html
from collections import Counter
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from api.pages.page_script import page_script
from api.pages.stylesheets import static_files
from api.routes.script_door import script_router
from api.routes.still_files import still_router
from tests.api.answer_builder import a_slot
from tests.api.page_site import draw_square

POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
POLICY += "connect-src 'self'; img-src 'self'"
ICON = '<link rel="icon" href="/static/mark.svg">'
LAYOUT = "body{margin:0}.card{display:block;margin:0}.card a{display:block}"


class RecordingSite:
    """The app and what it was told; `status` is what it answers to events."""

    def __init__(self, landing: str) -> None:
        self.landing = landing
        self.status = 202
        self.asks: list[dict[str, Any]] = []
        self.queries: list[str] = []
        self.bodies: list[list[dict[str, Any]]] = []
        self.types: list[str] = []
        self.clicks: list[str] = []
        self.page = ""
        self.answer: dict[str, Any] = {}
        self.app = self._app()

    @property
    def events(self) -> list[dict[str, Any]]:
        """Return every event that was acknowledged or refused, in its order."""
        return [event for body in self.bodies for event in body]

    def told(self, kind: str) -> list[str]:
        """Return the tokens of the events of a kind."""
        return [event["token"] for event in self.events if event["event"] == kind]

    def counts(self) -> Counter[tuple[str, str]]:
        """Return how often each event of each token was told."""
        return Counter((event["event"], event["token"]) for event in self.events)

    def slot(self, position: int, **changes: Any) -> dict[str, Any]:
        """Return a slot that leads to the landing server."""
        direct = {"url": f"{self.landing}/promo/{position}"}
        return a_slot(position, **(direct | changes))

    def show(self, body: str, *, head: str = "", script: str = "defer") -> None:
        """Serve a page with the script in it."""
        tag = f'<script src="/v1/chirashi.js" {script}></script>'
        style = f"<style>{LAYOUT}</style>{ICON}"
        self.page = (
            f"<!doctype html><html lang=en><title>A page</title>{style}{tag}{head}<body>{body}"
        )

    def show_cards(self, *sizes: tuple[int, int], above: int = 0, attributes: str = "") -> None:
        """Serve cards of given widths and heights (px) one under the other, as a server renders."""
        cards = "".join(
            f'<div class="card" id="card-{at}" data-promo="promo-{at}" data-token="token-{at}"'
            f' data-url="{self.landing}/promo/{at}" style="width:{width}px;height:{height}px">'
            f'<a class="promo-link" href="/v1/click/token-{at}">Promo {at}</a></div>'
            for at, (width, height) in enumerate(sizes)
        )
        space = '<div style="height:3000px"></div>'
        self.show(f'<div style="height:{above}px"></div><div {attributes}>{cards}</div>{space}')

    def _app(self) -> FastAPI:
        app = FastAPI()
        app.include_router(script_router(page_script()))
        app.include_router(still_router(static_files(), draw=draw_square))
        app.add_api_route("/page", self._page)
        app.add_api_route("/v1/events", self._events, methods=["POST"])
        app.add_api_route("/v1/slots", self._slots, methods=["POST"])
        app.add_api_route("/v1/slots", self._cached_slots, methods=["GET"])
        app.add_api_route("/v1/click/{token}", self._click)
        return app

    def _page(self) -> Response:
        return HTMLResponse(self.page, headers={"Content-Security-Policy": POLICY})

    async def _events(self, request: Request) -> Response:
        self.types.append(request.headers["content-type"])
        events = await request.json()
        if self.status < 500:
            self.bodies.append(events)
        return JSONResponse([], self.status)

    async def _slots(self, request: Request) -> Response:
        self.types.append(request.headers["content-type"])
        self.asks.append(await request.json())
        return JSONResponse(self.answer)

    def _cached_slots(self, request: Request) -> Response:
        self.queries.append(request.url.query)
        return JSONResponse(self.answer)

    def _click(self, request: Request, token: str) -> Response:
        self.clicks.append(f"{token}?{request.url.query}")
        return RedirectResponse(f"{self.landing}/redirected/{token}", 302)


def a_landing_app() -> FastAPI:
    """Return a site where every address is a page that says which one it is."""
    app = FastAPI()

    def landed(path: str) -> Response:
        return HTMLResponse(f"<title>Landed</title><p>{html.escape(path)}</p>")

    app.add_api_route("/{path:path}", landed)
    return app


def placements_of(**slots: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the placements of an answer."""
    return {
        name.replace("_", "-"): {"heading": None, "slots": list(filled), "unfilled": []}
        for name, filled in slots.items()
    }

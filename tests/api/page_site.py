"""A small news site for the page tests: a catalogue, the pages over it, a fake decision."""

import asyncio
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import FastAPI
from fastapi.responses import Response
from httpx import ASGITransport, AsyncClient
from httpx import Response as Answer
from starlette.types import Receive, Scope

from api.edge.problems import problem_of
from api.edge.raw_exchange import Reply
from api.pages.newsroom import Newsroom
from api.pages.page_desk import PageDesk
from api.pages.page_script import page_script
from api.pages.stylesheets import static_files
from api.pages.typesetting import typesetter
from api.routes.fragment import ReplySlots, fragment_router
from api.routes.script_door import script_router
from api.routes.site_pages import page_router
from api.routes.still_files import still_router
from api.slots.ask_reading import ask_of_query
from data.operational.catalogue import Catalogue
from data.operational.database import open_database
from data.operational.migration import migrate
from recommender.domain import Article
from recommender.errors import ChirashiError, NotFound
from tests.api.answer_builder import FakeDecision
from tests.builders import NOON, a_site, an_article

BODY = "\n\n".join(f"Paragraph {number} of the report." for number in range(1, 6))
SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2"><path d="M0 0h3v2H0z"/></svg>'
JAPANESE = an_article(
    id="2026/11/02/bridge",
    title="港の橋、十年ぶりに開通",
    summary="市民が朝から列をつくった。",
    text="一段落目。\n\n二段落目。\n\n三段落目。",
    language="ja",
    byline="原美香",
    place="仙台",
    comment_count=1,
)


def a_full_article(**changes: object) -> Article:
    """Return an article with everything that a page shows."""
    full = {
        "text": BODY,
        "byline": "Mika Hara",
        "place": "Sendai",
        "summary": "The ferries sail again.",
        "published_at": NOON,
        "image": "harbour/1",
        "caption": "The quay at dawn.",
        "comment_count": 128,
        "tags": ("sea", "trade"),
    }
    return an_article(**(full | changes))


@cache
def an_empty_database() -> bytes:
    """Return a migrated database; to migrate for every test takes longer than the tests."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        engine = open_database(f"sqlite:///{path}")
        migrate(engine)
        engine.dispose()
        return path.read_bytes()


def a_catalogue(folder: Path, *articles: Article) -> Catalogue:
    """Keep a site called The Daily with these articles."""
    path = folder / "chirashi.db"
    path.write_bytes(an_empty_database())
    catalogue = Catalogue(open_database(f"sqlite:///{path}"))
    catalogue.sites.put(a_site(time_zone="Asia/Tokyo"))
    catalogue.articles.put_many(articles)
    return catalogue


def draw_square(name: str) -> str:
    """Draw one square for every name but `missing`."""
    if name == "missing":
        raise NotFound("picture", name)
    return SQUARE


def a_door(decide: FakeDecision) -> ReplySlots:
    """Return what the hot door makes of a decision, its problems included."""

    async def reply(scope: Scope, _receive: Receive) -> Reply:
        try:
            body = await decide.answer(ask_of_query(scope["query_string"]))
        except ChirashiError as error:
            problem = problem_of(error)
            return Reply(problem.status, [(b"cache-control", b"no-store")], problem.body())
        return Reply(200, [(b"cache-control", b"public, max-age=60")], body)

    return reply


def take_events() -> Response:
    """Take whatever the page's script tells."""
    return Response("[]", 202, media_type="application/json")


def an_app(catalogue: Catalogue, *, decide: FakeDecision) -> FastAPI:
    """Mount the pages over a catalogue."""
    desk = PageDesk(newsroom=Newsroom(catalogue), now=lambda: NOON, templates=typesetter())
    app = FastAPI()
    app.include_router(page_router(desk, decide=decide))
    app.include_router(fragment_router(desk, reply=a_door(decide)))
    app.include_router(still_router(static_files(), draw=draw_square))
    app.include_router(script_router(page_script()))
    app.add_api_route("/v1/events", take_events, methods=["POST"])
    return app


class Browser:
    """Gets pages of an app in process, one after the other."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    def get(self, path: str) -> Answer:
        """Return the answer to one GET."""
        return asyncio.run(self._get(path))

    async def _get(self, path: str) -> Answer:
        transport = ASGITransport(app=self._app)
        async with AsyncClient(transport=transport, base_url="http://site.test") as client:
            return await client.get(path)


def a_browser(catalogue: Catalogue, *, decide: FakeDecision) -> Browser:
    """Return a browser of the pages over a catalogue."""
    return Browser(an_app(catalogue, decide=decide))

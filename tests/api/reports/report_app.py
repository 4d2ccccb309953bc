"""The reports' doors over a fake desk and a real database of keys."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from httpx import Response
from starlette.testclient import TestClient

from api.edge.gate import Gate
from api.edge.problems import install_problems
from api.pages.stylesheets import static_files
from api.pages.typesetting import typesetter
from api.reports.report_page import ReportPage
from api.reports.report_room import ReportRoom
from api.reports.reports_entry import ReportsEntry
from api.routes.report_pages import report_page_router
from api.routes.report_tables import reports_router
from api.routes.still_files import still_router
from data.operational.api_keys import ApiKeys, Scope
from data.operational.catalogue import Catalogue
from data.operational.database import open_database
from tests.api.html_reading import Page
from tests.api.page_site import an_empty_database, draw_square
from tests.api.reports.report_builder import FakeDesk
from tests.builders import NOON, a_site


@dataclass(frozen=True)
class ReportApp:
    """The app, its keys, and the desk that it asks."""

    app: FastAPI
    keys: ApiKeys
    desk: Any

    def key(self, *scopes: Scope, site: str = "*") -> str:
        """Return a new key's secret."""
        return self.keys.create("test", site=site, scopes=frozenset(scopes))[0]

    def client(self, *scopes: Scope, site: str = "*", **changes: Any) -> TestClient:
        """Return a client of this machine, with a key in its header if scopes are named."""
        headers = {"Authorization": f"Bearer {self.key(*scopes, site=site)}"} if scopes else {}
        settings = {"base_url": "http://127.0.0.1:8000", "client": ("127.0.0.1", 5000)} | changes
        return TestClient(
            self.app,
            headers={"Accept-Language": "en"} | headers,
            follow_redirects=False,
            raise_server_exceptions=False,
            **settings,
        )


def a_report_app(folder: Path, *, desk: Any = None, entry_is_open: str = "") -> ReportApp:
    """Return the app of two sites; `entry_is_open` says why this machine needs no key."""
    path = folder / "chirashi.db"
    path.write_bytes(an_empty_database())
    engine = open_database(f"sqlite:///{path}")
    catalogue, keys = Catalogue(engine), ApiKeys(engine)
    catalogue.sites.put(a_site(time_zone="Asia/Tokyo"))
    catalogue.sites.put(a_site(id="weekly", name="The Weekly"))
    desk = desk or FakeDesk()
    gate, app = Gate(keys), FastAPI()
    install_problems(app)
    room = ReportRoom(desk=desk, catalogue=catalogue, now=lambda: NOON)
    app.include_router(reports_router(room, gate=gate))
    entry = ReportsEntry(gate, is_open=bool(entry_is_open))
    page = ReportPage(typesetter())
    app.include_router(report_page_router(room, entry=entry, page=page))
    app.include_router(still_router(static_files(), draw=draw_square))
    return ReportApp(app, keys, desk)


def page_of(answer: Response, *, status: int = 200) -> Page:
    """Return the page that an answer is, read strictly."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return Page(answer.text)

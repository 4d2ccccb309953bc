"""A real browser for the tests of pages and of their script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.api.page_server import PageServer, a_chromium
from tests.api.script_page import ScriptPage, a_reader
from tests.api.script_site import RecordingSite, a_landing_app


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Launch one Chromium for a module."""
    with a_chromium() as launched:
        yield launched


@pytest.fixture(scope="module")
def landing() -> Iterator[str]:
    """Serve the site that promos lead to."""
    with PageServer(a_landing_app()) as server:
        yield server.url


@pytest.fixture
def site(landing: str) -> RecordingSite:
    """Record what a page's script asks and tells."""
    return RecordingSite(landing)


@pytest.fixture
def server(site: RecordingSite) -> Iterator[PageServer]:
    """Serve that site."""
    with PageServer(site.app) as server:
        yield server


@pytest.fixture
def reader(browser: Browser) -> Iterator[BrowserContext]:
    """Open a reader's own browser."""
    with a_reader(browser) as context:
        yield context


@pytest.fixture
def reading(reader: BrowserContext, site: RecordingSite, server: PageServer) -> ScriptPage:
    """Give a page of the site that the reader is about to open."""
    return ScriptPage(reader.new_page(), site, server.url)

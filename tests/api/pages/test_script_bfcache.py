"""The back/forward cache, which Playwright takes away from a browser unless it is told not to."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.api.page_server import PageServer, a_chromium
from tests.api.patience import wait_for
from tests.api.script_page import ScriptPage, a_reader
from tests.api.script_site import RecordingSite

CARD = (300, 200)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with a_chromium(without=["--disable-back-forward-cache"]) as launched:
        yield launched


def test_a_page_that_comes_back_from_the_cache_is_the_same_view(
    browser: Browser, site: RecordingSite, server: PageServer
) -> None:
    site.show_cards(CARD, CARD)
    with a_reader(browser) as context:
        reading = ScriptPage(context.new_page(), site, server.url).open()
        reading.page.evaluate("addEventListener('pageshow', () => { globalThis.isBack = true; })")
        reading.run(1000)
        reading.page.goto(f"{site.landing}/elsewhere")
        wait_for(lambda: len(site.events) == 4, "what was known when the page was left")
        reading.page.go_back(wait_until="commit")
        reading.page.wait_for_function("globalThis.isBack", polling=50)
        reading.run(10_000)
        reading.page.locator("#card-1 a").click()
        reading.wait_for("click", "token-1")
    assert set(site.counts().values()) == {1}
    assert len({event["view_id"] for event in site.events}) == 1

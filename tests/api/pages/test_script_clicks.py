"""Clicks: told once, with the direct link, which needs no server of ours."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from tests.api.page_server import PageServer
from tests.api.patience import wait_for
from tests.api.script_page import ScriptPage, a_reader
from tests.api.script_site import RecordingSite

CARD = (300, 200)


@pytest.fixture
def page(reading: ScriptPage) -> Page:
    reading.site.show_cards(CARD, CARD)
    return reading.open().page


@pytest.fixture
def link(page: Page) -> Locator:
    return page.locator("#card-0 a")


def test_a_click_counts_once_and_lands_on_the_right_address(
    reading: ScriptPage, page: Page, link: Locator
) -> None:
    link.click()
    page.wait_for_url(f"{reading.site.landing}/promo/0")
    reading.wait_for("click", "token-0")
    assert reading.site.clicks == []
    # The beacon takes along what waited: one request.
    assert [event["event"] for event in reading.site.bodies[0]] == ["impression"] * 2 + ["click"]
    assert reading.site.types == ["text/plain;charset=UTF-8"]
    assert reading.errors == []


@pytest.mark.parametrize("options", [{"button": "middle"}, {"modifiers": ["Control"]}])
def test_a_click_into_another_tab_counts(
    reading: ScriptPage, page: Page, link: Locator, options: dict[str, str]
) -> None:
    with page.context.expect_page() as opened:
        link.click(**options)  # type: ignore[arg-type]
    opened.value.wait_for_url(f"{reading.site.landing}/promo/0")
    link.click(**options)  # type: ignore[arg-type]
    page.locator("#card-1 a").click(**options)  # type: ignore[arg-type]
    reading.wait_for("click", "token-0", "token-1")


def test_the_keyboard_clicks_too(reading: ScriptPage, page: Page, link: Locator) -> None:
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{reading.site.landing}/promo/0")
    reading.wait_for("click", "token-0")


def test_a_page_that_stops_the_event_does_not_stop_the_count(
    reading: ScriptPage, page: Page, link: Locator
) -> None:
    page.evaluate("document.addEventListener('click', event => event.stopPropagation(), true)")
    link.click()
    page.wait_for_url(f"{reading.site.landing}/promo/0")
    reading.wait_for("click", "token-0")


def test_what_no_reader_did_is_no_click(reading: ScriptPage, page: Page, link: Locator) -> None:
    link.click(button="right")
    page.keyboard.press("Escape")
    link.evaluate("link => link.addEventListener('click', event => event.preventDefault())")
    link.evaluate("link => link.click()")
    reading.run(3000)
    reading.wait_for("view", "token-0", "token-1")
    assert reading.site.told("click") == []


def test_a_link_through_the_click_door_tells_its_view_itself(reading: ScriptPage) -> None:
    reading.site.show_cards(CARD)
    reading.site.page = reading.site.page.replace("data-url=", "data-else=")
    reading.site.page += '<a id="plain" href="/v1/click/token-plain?from=mail">Plain</a>'
    page = reading.open().page
    for selector, token in (("#card-0 a", "token-0"), ("#plain", "token-plain")):
        page.locator(selector).click()
        page.wait_for_url(f"{reading.site.landing}/redirected/{token}")
        page.goto(f"{reading.url}/page")
    reading.wait_for("impression", "token-0", "token-0")
    views = list(dict.fromkeys(event["view_id"] for event in reading.site.events))
    assert reading.site.clicks == [
        f"token-0?v={views[0]}",
        f"token-plain?from=mail&v={views[1]}",
    ]
    assert reading.site.told("click") == []


def test_links_work_when_the_server_has_stopped(
    reading: ScriptPage, page: Page, link: Locator, server: PageServer
) -> None:
    server.stop()
    reading.run(60_000)
    with page.context.expect_page() as opened:
        link.click(button="middle")
    opened.value.wait_for_url(f"{reading.site.landing}/promo/0")
    link.click()
    page.wait_for_url(f"{reading.site.landing}/promo/0")
    # The browser itself says that nobody answers; nothing is thrown.
    assert [error for error in reading.errors if "ERR_CONNECTION_REFUSED" not in error] == []


def test_two_readers_of_one_cached_page_count_twice(
    browser: Browser, site: RecordingSite, server: PageServer
) -> None:
    site.show_cards(CARD)
    for _ in range(2):
        with a_reader(browser) as context:
            reading = ScriptPage(context.new_page(), site, server.url).open()
            reading.run(1000)
            reading.page.locator("#card-0 a").click()
            reading.page.wait_for_url(f"{site.landing}/promo/0")
    wait_for(lambda: len(site.events) == 6, "three events of two readers")
    keys = {(event["event"], event["token"], event["view_id"]) for event in site.events}
    assert len(keys) == 6


def test_a_page_without_script_is_clicked_through_the_door(
    browser: Browser, site: RecordingSite, server: PageServer
) -> None:
    site.show_cards(CARD)
    with a_reader(browser, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{server.url}/page")
        page.locator("#card-0 a").click()
        page.wait_for_url(f"{site.landing}/redirected/token-0")
    assert site.clicks == ["token-0?"]


def test_an_address_that_is_not_http_is_never_followed(
    reading: ScriptPage, reader: BrowserContext
) -> None:
    reading.site.show_cards(CARD)
    reading.site.page = reading.site.page.replace(
        f'data-url="{reading.site.landing}/promo/0"', 'data-url="javascript:alert(1)"'
    )
    link = reading.open().page.locator("#card-0 a")
    assert "/v1/click/token-0?v=" in str(link.get_attribute("href"))

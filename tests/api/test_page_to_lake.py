"""Two readers' real clicks, from the page in a browser to the lake: through every part there is."""

import signal
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.request import urlopen

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.sync_api import Browser, Page

from data.lake.lake_store import Lake
from tests.api.page_server import PageServer, a_chromium
from tests.api.patience import wait_for
from tests.api.running_server import Running, a_running_server
from tests.api.script_page import SETTLED
from tests.api.script_site import a_landing_app
from tests.api.served_home import a_served_home
from tests.builders import a_promo, a_site
from tests.model_builder import a_learned

ARTICLE = "2026/11/02/harbour"
# Chromium without a screen calls itself a crawler, and would be taken at its word.
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
SHOWN = 5


class Publisher:
    """A site of somebody's own, with one page that was rendered once and is everybody's."""

    def __init__(self) -> None:
        self.page = ""
        app = FastAPI()
        app.add_api_route("/page", lambda: HTMLResponse(self.page))
        self.server = PageServer(app)


@pytest.fixture(scope="module")
def landing() -> Iterator[str]:
    with PageServer(a_landing_app()) as server:
        yield server.url


@pytest.fixture(scope="module")
def publisher() -> Iterator[Publisher]:
    made = Publisher()
    with made.server:
        yield made


@pytest.fixture(scope="module")
def running(
    tmp_path_factory: pytest.TempPathFactory, landing: str, publisher: Publisher
) -> Iterator[Running]:
    home = tmp_path_factory.mktemp("lake")
    promos = [a_promo(id=f"promo-{at}", url=f"{landing}/promo-{at}") for at in range(SHOWN)]
    served = a_served_home(home, promos=promos, learned=a_learned())
    served.catalogue.sites.put(a_site(origins=(publisher.server.url,)))
    with a_running_server(home, workers=2) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with a_chromium() as launched:
        yield launched


def readers_of(browser: Browser, address: str, *, count: int) -> Iterator[Page]:
    """Open a page in so many browsers, one after the other, with room for all its cards.

    Each page has told its first events when it is given, and they were acknowledged.
    """
    for _ in range(count):
        context = browser.new_context(user_agent=AGENT, viewport={"width": 1000, "height": 3000})
        page = context.new_page()
        with page.expect_response("**/v1/events") as told:
            page.goto(address)
        assert told.value.status == 202
        yield page
        context.close()


def click_on(page: Page, landing: str) -> str:
    """Click the last card of a page and return its promo, where the click has landed."""
    card = page.locator("[data-token]").last
    promo = str(card.get_attribute("data-promo"))
    card.locator("a").click()
    page.wait_for_url(f"{landing}/{promo}**")
    return promo


def events_of(running: Running) -> list[dict[str, Any]]:
    """Return the events that the lake holds."""
    lake = Lake(f"file://{running.home}/lake")
    rows: list[dict[str, Any]] = lake.read("events").to_pyarrow().to_pylist()
    return rows


def test_what_two_readers_do_reaches_the_lake_once(
    browser: Browser, running: Running, landing: str, publisher: Publisher
) -> None:
    address = f"http://127.0.0.1:{running.port}"
    clicked = []
    for page in readers_of(browser, f"{address}/articles/daily/{ARTICLE}", count=2):
        clicked.append(click_on(page, landing))
    kinds = {"impression": 2 * SHOWN, "view": 2 * SHOWN, "click": 2}
    wait_for(lambda: len(events_of(running)) >= sum(kinds.values()), "the events in the lake")
    events = events_of(running)
    assert Counter(event["event"] for event in events) == kinds
    assert {event["invalid"] for event in events} == {None}
    assert {event["way"] for event in events} == {"script"}
    assert sorted(e["promo"] for e in events if e["event"] == "click") == sorted(clicked)


HALF_IN_SIGHT = """card => {
    const { top, height } = card.getBoundingClientRect();
    scrollTo(0, Math.ceil(scrollY + top + height / 2 - innerHeight));
}"""


def test_half_of_a_card_is_a_view_after_a_second_and_not_before(
    browser: Browser, running: Running
) -> None:
    """On the sample site's own page; the page's clock is the test's."""
    address = f"http://127.0.0.1:{running.port}/articles/daily/{ARTICLE}"
    told = {}
    for milliseconds in (900, 1100):
        context = browser.new_context(user_agent=AGENT, viewport={"width": 1280, "height": 200})
        page = context.new_page()
        page.clock.install()
        page.clock.pause_at(datetime.now(UTC) + timedelta(seconds=5))
        page.goto(address)
        card = page.locator("aside.native")
        card.evaluate(HALF_IN_SIGHT)
        page.evaluate(SETTLED)
        page.clock.run_for(milliseconds)
        page.evaluate("scrollTo(0, 0)")
        page.evaluate(SETTLED)
        token = str(card.get_attribute("data-token"))
        with page.expect_request("**/v1/events") as asked:
            page.clock.run_for(3000)
        events = asked.value.post_data_json
        told[milliseconds] = [one["event"] for one in events if one["token"] == token]
        context.close()
    assert told == {900: ["impression"], 1100: ["impression", "view"]}


def test_two_readers_of_one_cached_page_count_twice(
    browser: Browser, running: Running, landing: str, publisher: Publisher
) -> None:
    address = f"http://127.0.0.1:{running.port}"
    query = f"site=daily&article={ARTICLE}&placement=footer"
    with urlopen(f"{address}/v1/slots.html?{query}") as answer:
        fragment = answer.read().decode()
    script = f'<script src="{address}/v1/chirashi.js" async></script>'
    publisher.page = f"<!doctype html><title>Cached</title>{script}{fragment}"
    complaints: list[str] = []
    for page in readers_of(browser, f"{publisher.server.url}/page", count=2):
        page.on("console", lambda message: complaints.append(message.text))
        click_on(page, landing)
    cards = fragment.count("data-token")

    def of_one_decision() -> list[dict[str, Any]]:
        events = events_of(running)
        if not events:
            return []
        ((decision, _),) = Counter(event["decision"] for event in events).most_common(1)
        return [event for event in events if event["decision"] == decision]

    wait_for(lambda: len(of_one_decision()) >= 4 * cards + 2, "the events in the lake")
    mine = of_one_decision()
    assert len(mine) == 4 * cards + 2
    assert len({event["view_id"] for event in mine}) == 2
    assert {event["invalid"] for event in mine} == {None}
    assert [error for error in complaints if "favicon" not in error] == []


def test_links_work_after_the_server_has_stopped(
    browser: Browser, running: Running, landing: str
) -> None:
    address = f"http://127.0.0.1:{running.port}/articles/daily/{ARTICLE}"
    thrown: list[str] = []
    for page in readers_of(browser, address, count=1):
        page.on("pageerror", lambda error: thrown.append(str(error)))
        running.process.send_signal(signal.SIGTERM)
        running.process.wait(timeout=30)
        click_on(page, landing)
    assert thrown == []

"""Events go in few requests, and are lost neither when the page is left nor by a failing server."""

from playwright.sync_api import Browser

from tests.api.page_server import PageServer
from tests.api.patience import wait_for
from tests.api.script_page import PRIVATE, ScriptPage, a_reader
from tests.api.script_site import RecordingSite

CARD = (300, 200)
BOTH = {("impression", "token-0"): 1, ("view", "token-0"): 1}
MOST_KEPT = 300
MOST_AT_ONCE = 100


def test_impressions_and_first_views_go_together(reading: ScriptPage) -> None:
    reading.site.show_cards(CARD, CARD)
    reading.open().run(1900)
    assert reading.site.bodies == []
    reading.run(200)
    wait_for(lambda: reading.site.bodies, "the first events")
    assert len(reading.site.bodies[0]) == 4
    reading.run(60_000)
    assert len(reading.site.bodies) == 1
    assert reading.site.types == ["text/plain;charset=UTF-8"]


def test_a_page_that_is_left_tells_what_it_knows(reading: ScriptPage) -> None:
    reading.site.show_cards(CARD)
    reading.open().run(1000)
    reading.page.goto(f"{reading.site.landing}/elsewhere")
    wait_for(lambda: reading.site.counts() == BOTH, "both events")


def refused(reading: ScriptPage, times: int) -> None:
    """Wait until the server has refused events so often, and the page has heard of it."""
    wait_for(lambda: len(reading.site.types) == times, f"{times} requests")

    def has_heard() -> bool:
        # Browser events are told to the test only while it asks for something.
        reading.page.evaluate("fetch('/page').then(answer => answer.text())")
        return reading.answered >= times

    wait_for(has_heard, f"{times} answers")


def test_what_a_failing_server_refused_is_told_once_more(reading: ScriptPage) -> None:
    reading.site.show_cards(CARD)
    reading.site.status = 503
    reading.open().run(2000)
    refused(reading, 1)
    reading.site.status = 202
    reading.run(5000)
    wait_for(lambda: reading.site.counts() == BOTH, "both events")


def test_what_failed_twice_goes_with_the_next_batch(reading: ScriptPage) -> None:
    reading.site.show_cards(CARD, CARD)
    reading.site.status = 503
    reading.open().run(2000)
    refused(reading, 1)
    reading.run(5000)
    refused(reading, 2)
    reading.run(60_000)
    assert len(reading.site.types) == 2
    reading.site.status = 202
    reading.page.locator("#card-1 a").click(button="middle")
    reading.wait_for("click", "token-1")
    assert len(reading.site.events) == 5
    assert set(reading.site.counts().values()) == {1}


def test_what_is_kept_for_a_failing_server_is_bounded(reading: ScriptPage) -> None:
    reading.site.show_cards(*[(10, 4)] * (MOST_KEPT + 50))
    reading.site.status = 503
    reading.open().run(2000)
    refused(reading, 3)
    reading.site.status = 202
    reading.run(5000)
    wait_for(lambda: len(reading.site.bodies) == 3, "the batches")
    assert {len(body) for body in reading.site.bodies} == {MOST_AT_ONCE}


def test_what_is_refused_for_good_is_not_told_again(reading: ScriptPage) -> None:
    reading.site.show_cards(CARD)
    reading.site.status = 422
    reading.open().run(2000)
    wait_for(lambda: reading.site.bodies, "the events")
    reading.run(60_000)
    reading.page.goto(f"{reading.site.landing}/elsewhere")
    assert len(reading.site.bodies) == 1


def test_a_page_that_is_told_of_privacy_still_tells_events(
    browser: Browser, site: RecordingSite, server: PageServer
) -> None:
    """They bear no reader: a view's id is made for one page and forgotten with it."""
    site.show_cards(CARD)
    with a_reader(browser, PRIVATE) as context:
        reading = ScriptPage(context.new_page(), site, server.url).open()
        reading.run(3000)
        wait_for(lambda: site.counts() == BOTH, "both events")
        assert reading.stored() is None

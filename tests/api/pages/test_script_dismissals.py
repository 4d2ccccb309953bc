"""The reader's "not this one": the card goes, by mouse or keyboard, and does not come back."""

import json

from playwright.sync_api import Browser

from tests.api.page_server import PageServer
from tests.api.pages.test_promo_slots import FOOTER, filled, footer_of, kept
from tests.api.script_page import PRIVATE, ScriptPage, a_reader
from tests.api.script_site import RecordingSite
from tests.builders import NOON

DISMISSED = "chirashi-dismissed"
DISMISSIBLE = FOOTER.replace("<promo-slots", "<promo-slots dismissible")


def test_a_card_can_be_dismissed_with_the_keyboard(reading: ScriptPage) -> None:
    footer_of(reading.site)
    page = filled(reading, DISMISSIBLE).page
    page.locator(".promo-dismiss").first.focus()
    for left in (2, 1):
        page.keyboard.press("Enter")
        assert page.locator("[data-promo]").count() == left
        name = str(page.evaluate("document.activeElement.getAttribute('aria-label')"))
        assert name == f"Hide: Title of {('story 1', 'guide 2')[2 - left]}"
    page.keyboard.press("Enter")
    assert page.locator(".promos").count() == 0
    reading.run(3000)
    reading.wait_for("dismissal", "token-0", "token-1", "token-2")
    assert reading.site.told("click") == reading.site.told("view") == []


def test_what_was_dismissed_does_not_come_back(reading: ScriptPage) -> None:
    footer_of(reading.site)
    page = filled(reading, DISMISSIBLE).page
    page.locator(".promo-dismiss").first.click()
    reading.run(3000)
    reading.wait_for("dismissal", "token-0")
    # The server is told, and what comes all the same (out of a cache) is taken away.
    filled(reading)
    told = reading.site.asks[-1]["reader"]["seen"]
    assert [one["promo"] for one in told if one.get("dismissed")] == ["offer-0"]
    assert page.locator("[data-promo]").count() == 2
    reading.run(3000)
    assert reading.site.told("impression").count("token-0") == 1


def test_cards_of_the_server_that_were_dismissed_before_are_taken_away(reading: ScriptPage) -> None:
    reading.site.show_cards((300, 200), (300, 200), attributes="data-dismissible")
    page = reading.open().page
    page.get_by_role("button", name="Hide: Promo 0").click()
    reading.open()
    assert page.locator("[data-promo]").count() == 1
    assert page.get_by_role("button", name="Hide: Promo 1").count() == 1


def test_of_what_is_told_dismissals_leave_room_for_sightings(reading: ScriptPage) -> None:
    now = NOON.timestamp() * 1000
    footer_of(reading.site, 1)
    reading.page.add_init_script(kept(*[(f"seen-{at}", now - 1) for at in range(200)]))
    gone = json.dumps([(f"gone-{at}", now - 1) for at in range(60)])
    reading.page.add_init_script(f"localStorage.setItem('{DISMISSED}', JSON.stringify({gone}))")
    filled(reading)
    told = [one["promo"] for one in reading.site.asks[0]["reader"]["seen"]]
    assert told == [f"gone-{at}" for at in range(60)] + [f"seen-{at}" for at in range(60, 200)]


def test_a_reader_who_asks_for_privacy_dismisses_for_this_page_alone(
    browser: Browser, site: RecordingSite, server: PageServer
) -> None:
    footer_of(site, 2)
    with a_reader(browser, PRIVATE) as context:
        reading = filled(ScriptPage(context.new_page(), site, server.url), DISMISSIBLE)
        reading.page.locator(".promo-dismiss").first.click()
        assert reading.page.evaluate(f"localStorage.getItem('{DISMISSED}')") is None
        filled(reading)
        assert reading.page.locator("[data-promo]").count() == 2


def test_a_page_that_offers_no_dismissal_has_no_buttons(reading: ScriptPage) -> None:
    footer_of(reading.site)
    assert filled(reading).page.locator("button").count() == 0


def test_server_rendered_cards_are_dismissed_too(reading: ScriptPage) -> None:
    reading.site.show_cards((300, 200), (300, 200), attributes="data-dismissible")
    page = reading.open().page
    page.get_by_role("button", name="Hide: Promo 0").click()
    assert page.locator("[data-promo]").count() == 1
    reading.run(3000)
    reading.wait_for("dismissal", "token-0")

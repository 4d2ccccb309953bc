"""`<promo-slots>`: asks once for a page, renders as the fragment does, and never breaks a page."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser

from tests.api.answer_builder import FakeDecision
from tests.api.html_reading import Page
from tests.api.page_server import PageServer
from tests.api.page_site import a_catalogue, a_full_article, an_app
from tests.api.patience import wait_for
from tests.api.script_page import PRIVATE, ScriptPage, a_reader
from tests.api.script_site import RecordingSite, placements_of
from tests.builders import NOON

ABOUT = 'site="daily" article="2026/11/02/harbour"'
FOOTER = f'<promo-slots {ABOUT} placement="footer"><p>Nothing yet</p></promo-slots>'
PROMOS_CSS = '<link rel="stylesheet" href="/static/promos.css">'
HOSTILE = '<img src=x onerror="document.title=1">&"'
SEEN = "chirashi-seen"
PAGES = (Path(__file__).parents[3] / "docs" / "pages.md").read_text(encoding="utf-8")


def footer_of(site: RecordingSite, count: int = 3, **changes: Any) -> None:
    """Let the server answer so many cards."""
    cards = [site.slot(position, **changes) for position in range(count)]
    site.answer = {"placements": placements_of(footer=cards)}


def filled(reading: ScriptPage, body: str = FOOTER) -> ScriptPage:
    """Open a page with these elements and wait until the first one is filled."""
    reading.site.show(body, head=PROMOS_CSS)
    reading.open()
    reading.page.wait_for_selector("promo-slots[data-filled]", state="attached")
    reading.settle()
    return reading


def form_of(html: str) -> list[tuple[str, dict[str, str], str]]:
    """Return the elements of a fragment: tags, attributes without ids and addresses, words."""
    own = ("id", "href", "src", "aria-describedby", "aria-labelledby", "data-token", "data-url")
    return [
        (
            element.tag,
            {name: value for name, value in element.attributes.items() if name not in own},
            "".join(element.text.split()),
        )
        for element in Page(html).elements
    ]


@pytest.mark.parametrize("count", [1, 5])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_cards_are_those_of_the_fragment(
    reading: ScriptPage, tmp_path: Path, count: int, language: str
) -> None:
    words = {"title": "港の橋", "summary": "Ribs", "call_to_action": "Book"} if count == 1 else {}
    footer_of(reading.site, count, **words)
    reading.site.answer["placements"]["footer"]["slots"][0]["image"] = None
    answer = {"arm": "learned", "rung": "learned", **reading.site.answer}
    article = a_full_article(language=language)
    app = an_app(a_catalogue(tmp_path, article), decide=FakeDecision(answer))
    query = f"site=daily&article={article.id}&placement=footer"
    with PageServer(app) as pages, urlopen(f"{pages.url}/v1/slots.html?{query}") as response:
        fragment = response.read().decode()
    filled(reading, f'<div lang="{language}">{FOOTER}</div>')
    html = reading.page.locator("promo-slots").inner_html()
    assert form_of(html) == form_of(fragment)
    assert reading.errors == []


def test_a_paid_card_is_disclosed_and_its_link_described_by_it(reading: ScriptPage) -> None:
    footer_of(reading.site, 2)
    link = filled(reading).page.locator("[data-paid] .promo-link")
    assert link.get_attribute("rel") == "sponsored nofollow noopener"
    tags = reading.page.locator(f"[id='{link.get_attribute('aria-describedby')}']")
    assert tags.inner_text().split() == ["Sponsored", "Food", "&", "Drink"]
    assert link.get_attribute("href") == f"{reading.site.landing}/promo/0"


def test_a_page_asks_once_for_all_its_placements_in_their_order(reading: ScriptPage) -> None:
    site = reading.site
    site.answer = {"placements": placements_of(in_article=[site.slot(0)], footer=[site.slot(1)])}
    native = f'<promo-slots {ABOUT} placement="in-article"></promo-slots>'
    footer = f'<promo-slots {ABOUT} placement="footer" count="7"></promo-slots>'
    filled(reading, native + footer)
    assert site.asks == [
        {
            "site": "daily",
            "article": "2026/11/02/harbour",
            "placements": [{"id": "in-article"}, {"id": "footer", "count": 7}],
            "reader": {"seen": []},
        }
    ]
    assert site.types == ["text/plain;charset=UTF-8"]
    assert reading.page.locator("promo-slots aside.native").count() == 2


def test_a_placement_that_stands_twice_is_asked_for_twice(reading: ScriptPage) -> None:
    footer_of(reading.site)
    filled(reading, FOOTER + FOOTER)
    reading.page.wait_for_function("document.querySelectorAll('.promos').length === 2")
    assert len(reading.site.asks) == 2


def test_the_cached_form_is_asked_with_an_address(reading: ScriptPage) -> None:
    footer_of(reading.site)
    cached = f'<promo-slots {ABOUT} placement="footer" mode="cached" count="3"></promo-slots>'
    filled(reading, cached)
    article = "2026%2F11%2F02%2Fharbour"
    assert reading.site.queries == [f"site=daily&article={article}&placement=footer&count=3"]


def test_an_element_that_changes_asks_anew_and_one_that_moves_does_not(
    reading: ScriptPage,
) -> None:
    footer_of(reading.site)
    page = filled(reading).page
    page.evaluate("document.body.append(document.querySelector('promo-slots'))")
    page.evaluate("document.querySelector('promo-slots').setAttribute('article', 'other')")
    wait_for(lambda: len(reading.site.asks) == 2, "the second ask")
    assert reading.site.asks[1]["article"] == "other"


def test_what_the_page_had_stays_if_nothing_comes(reading: ScriptPage) -> None:
    footer_of(reading.site, 0)
    assert filled(reading).page.locator("promo-slots").inner_text() == "Nothing yet"


def test_what_the_page_had_stays_if_the_answer_is_a_problem(reading: ScriptPage) -> None:
    reading.site.answer = {"detail": "no such thing"}
    reading.site.show(FOOTER)
    reading.open()
    wait_for(lambda: reading.errors, "a word on the console")
    assert reading.page.locator("promo-slots").inner_text() == "Nothing yet"
    assert [error for error in reading.errors if not error.startswith("promo-slots: ")] == []


def test_hostile_words_are_words_and_hostile_addresses_are_left_out(reading: ScriptPage) -> None:
    hostile = dict.fromkeys(("title", "source", "label", "display_url", "promo"), HOSTILE)
    footer_of(reading.site, 2, **hostile)
    reading.site.answer["placements"]["footer"]["slots"].append(
        reading.site.slot(2, url="javascript:document.title=1")
    )
    page = filled(reading).page
    assert page.locator(".promo-title").first.inner_text() == HOSTILE
    assert page.locator("[data-promo]").count() == 2
    assert page.title() == "A page"


def test_what_is_viewed_is_remembered_and_told_with_the_next_ask(reading: ScriptPage) -> None:
    footer_of(reading.site, 2)
    filled(reading).run(3000)
    reading.wait_for("view", "token-0", "token-1")
    assert [promo for promo, _ in reading.stored()] == ["offer-0", "story-1"]
    filled(reading)
    seen = reading.site.asks[-1]["reader"]["seen"]
    assert [one["promo"] for one in seen] == ["offer-0", "story-1"]
    assert seen[0]["at"].startswith("2026-11-02T12:00:01.")


def kept(*sightings: tuple[str, float]) -> str:
    """Return a script that fills the reader's storage."""
    return f"localStorage.setItem('{SEEN}', JSON.stringify({json.dumps(sightings)}))"


def test_at_most_200_are_remembered_and_none_for_longer_than_a_month(reading: ScriptPage) -> None:
    now = NOON.timestamp() * 1000
    month = 30 * 86_400_000
    old = [("old", now - month - 1), ("future", now + month)]
    young = [(f"young-{at}", now - at) for at in range(250)]
    footer_of(reading.site, 1)
    reading.page.add_init_script(kept(*old, *young))
    filled(reading)
    seen = reading.site.asks[0]["reader"]["seen"]
    assert [one["promo"] for one in seen] == [f"young-{at}" for at in range(50, 250)]
    reading.run(3000)
    reading.wait_for("view", "token-0")
    assert len(reading.stored()) == 200
    assert reading.stored()[-1][0] == "offer-0"


@pytest.mark.parametrize("spoilt", ["{", "7", "[7]", '[["a"]]', "null"])
def test_a_spoilt_memory_is_none(reading: ScriptPage, spoilt: str) -> None:
    reading.page.add_init_script(f"localStorage.setItem('{SEEN}', {json.dumps(spoilt)})")
    footer_of(reading.site, 1)
    filled(reading)
    assert reading.site.asks[0]["reader"] == {"seen": []}
    assert reading.errors == []


def test_a_reader_who_asks_for_privacy_is_forgotten(
    browser: Browser, site: RecordingSite, server: PageServer
) -> None:
    footer_of(site, 2)
    with a_reader(browser, PRIVATE, kept(("offer-0", NOON.timestamp() * 1000))) as context:
        reading = filled(ScriptPage(context.new_page(), site, server.url))
        reading.run(3000)
        reading.wait_for("view", "token-0", "token-1")
        assert reading.stored() is None
    assert site.asks[0]["reader"] == {"seen": []}


def test_the_three_lines_of_the_documentation_fill_a_page(reading: ScriptPage) -> None:
    (lines,) = re.findall(r"## In a template.*?```html\n(.*?)```", PAGES, flags=re.DOTALL)
    assert len(lines.splitlines()) == 3
    footer_of(reading.site)
    reading.site.page = "<!doctype html><title>A page</title>" + lines.replace(
        "https://promos.example", reading.url
    )
    reading.open().page.wait_for_selector("promo-slots[data-filled='3']")
    reading.settle()
    reading.run(3000)
    wait_for(lambda: reading.site.told("impression"), "what the reader was shown")
    assert [ask["article"] for ask in reading.site.asks] == ["2019/05/23/ceasefire"]


def test_the_marks_of_the_documentation_are_measured(reading: ScriptPage) -> None:
    (card,) = re.findall(r"## Cards that a server.*?```html\n(.*?)```", PAGES, flags=re.DOTALL)
    reading.site.show(card)
    reading.open().run(3000)
    reading.wait_for("view", "…")
    link = reading.page.get_by_role("link", name="Ribs until late")
    assert link.get_attribute("href") == "https://ribs.example/?utm_source=japan-daily"

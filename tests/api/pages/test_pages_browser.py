"""The pages in a real browser: nothing overflows or jumps, the keyboard reaches every card."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.api.answer_builder import FakeDecision, a_slot, an_answer
from tests.api.page_server import PageServer
from tests.api.page_site import JAPANESE, a_catalogue, a_full_article, an_app

ARTICLE = "/articles/daily/2026/11/02/harbour"
PAGES = ("/", "/sections/daily/world", ARTICLE, f"{ARTICLE}?slate=compare")
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch-and-a-second-one-after-it"
SHIFT = """() => new Promise(resolve => {
    let sum = 0;
    new PerformanceObserver(list => list.getEntries().forEach(entry => { sum += entry.value; }))
        .observe({type: 'layout-shift', buffered: true});
    setTimeout(() => resolve(sum), 200);
})"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    widget = [a_slot(position, title=f"{LONG} {position}") for position in range(12)]
    answer = an_answer()
    answer["placements"]["footer"]["slots"] = widget
    long = a_full_article(id="long", title=LONG, byline=LONG, summary=LONG, caption=LONG, text=LONG)
    catalogue = a_catalogue(tmp_path_factory.mktemp("site"), a_full_article(), long, JAPANESE)
    with PageServer(an_app(catalogue, decide=FakeDecision(answer))) as server:
        yield server.url


@pytest.fixture(params=[390, 1280], ids=["phone", "desktop"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": request.param, "height": 844})
    yield opened
    opened.close()


@pytest.mark.parametrize("address", [*PAGES, "/articles/daily/long", "/articles/daily/none"])
def test_nothing_is_wider_than_the_screen(page: Page, site: str, address: str) -> None:
    page.goto(site + address)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.evaluate("window.innerWidth")


@pytest.mark.parametrize("address", PAGES)
def test_nothing_is_refused_and_nothing_jumps(page: Page, site: str, address: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.goto(site + address)
    assert page.evaluate(SHIFT) < 0.01
    assert complaints == []


def test_japanese_headlines_break_between_phrases_inside_links_too(page: Page, site: str) -> None:
    page.goto(site + "/")
    links = page.locator("h3:lang(ja) a")
    breaks = links.evaluate_all("found => found.map(link => getComputedStyle(link).wordBreak)")
    assert set(breaks) == {"auto-phrase"}


def test_thirteen_promos_are_seen_without_script(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + ARTICLE)
    assert page.locator("[data-promo]:visible").count() == 13
    assert page.locator("[data-paid] .promo-disclosure:visible").count() == 4
    context.close()


def test_the_keyboard_skips_the_masthead_and_reaches_every_card(page: Page, site: str) -> None:
    page.goto(site + ARTICLE)
    page.keyboard.press("Tab")
    assert page.locator(".skip").evaluate("link => link.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.closest('[data-promo]')?.dataset.promo"))
    assert len(reached - {None}) == 13


def test_a_card_in_focus_is_seen_to_be_in_focus(page: Page, site: str) -> None:
    page.goto(site + ARTICLE)
    page.locator(".promos .promo-link").first.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    outline = "card => getComputedStyle(card).outlineStyle + getComputedStyle(card).outlineWidth"
    assert page.locator(".promos .promo").first.evaluate(outline) == "solid3px"


def test_the_whole_card_can_be_clicked(page: Page, site: str) -> None:
    page.goto(site + ARTICLE)
    picture = page.locator(".promos .promo-picture").first
    picture.scroll_into_view_if_needed()
    with page.expect_request("https://offer.example/0"):
        picture.click(force=True)


def test_a_disclosure_can_be_read_before_its_title(page: Page, site: str) -> None:
    page.goto(site + ARTICLE)
    for card in page.locator("[data-paid]").all():
        mark = card.locator(".promo-disclosure").bounding_box()
        title = card.locator(".promo-title").bounding_box()
        assert mark and title
        assert mark["y"] < title["y"]
        assert mark["height"] >= 14


def test_a_wish_for_the_dark_is_met(browser: Browser, site: str) -> None:
    page = browser.new_page(color_scheme="dark")
    page.goto(site + ARTICLE)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 20, 19)"
    page.close()


def test_paper_carries_the_article_and_no_promos(page: Page, site: str) -> None:
    page.emulate_media(media="print")
    page.goto(site + ARTICLE)
    assert page.locator("h1").is_visible()
    assert page.locator("[data-promo]:visible").count() == 0

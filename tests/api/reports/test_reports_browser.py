"""The report pages in a real browser: they fit, need no script, and can be used by keyboard."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from api.reports.chart_drawing import svg_of
from api.reports.report_chart import chart_of_json
from data.operational.api_keys import Scope
from data.reports.report_table import Row
from tests.api.page_server import ARGUMENTS, PageServer, chromium
from tests.api.patience import wait_for
from tests.api.reports.report_app import ReportApp, a_report_app
from tests.api.reports.report_builder import FakeDesk, a_table, an_ask
from tests.conftest import require

LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch-and-a-second-one-after-it"
ADDRESSES = ("/reports", "/reports?by=promo", "/reports?language=ja", "/reports?by=moon")


class DrawingDesk(FakeDesk):
    """Gives tables at once, and really draws."""

    async def answer(self, question: Any) -> dict[str, Any]:
        if "charts" in question:
            return {"drawings": [svg_of(chart_of_json(told)) for told in question["charts"]]}
        return await super().answer(question)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> ReportApp:
    measures = a_table(an_ask(by="promo")).rows[0].cells[4:]
    rows = tuple(Row((f"id-{n}", f"{LONG} {n}", "offer", LONG, *measures)) for n in range(60))
    desk = DrawingDesk(a_table(an_ask(by="promo"), rows=rows))
    return a_report_app(tmp_path_factory.mktemp("reports"), desk=desk, entry_is_open="yes")


@pytest.fixture(scope="module")
def site(app: ReportApp) -> Iterator[str]:
    with PageServer(app.app) as server:
        yield server.url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = chromium()
    require(path, "no Chromium is installed")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(params=[390, 1280], ids=["phone", "desktop"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    # Without script: what the page shows, it shows to everybody.
    context = browser.new_context(
        viewport={"width": request.param, "height": 844}, java_script_enabled=False, locale="en-US"
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_is_wider_than_the_screen_and_nothing_is_refused(
    browser: Browser, site: str, address: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 844})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    answer = page.goto(site + address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert answer is not None
    assert complaints == [] or answer.status == 422
    page.close()


def test_the_sentence_and_the_figures_stand_on_the_first_screen(page: Page, site: str) -> None:
    page.goto(f"{site}/reports")
    for part in (".lead", ".figure--main strong"):
        box = page.locator(part).first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 844


def test_one_drawing_of_the_days_is_seen_in_the_pages_colours(page: Page, site: str) -> None:
    page.goto(f"{site}/reports")
    seen = page.locator(".drawing:visible")
    assert seen.count() == 2
    width = page.viewport_size["width"] if page.viewport_size else 0
    for drawing in seen.all():
        box = drawing.locator("svg").bounding_box()
        assert box is not None
        assert 200 < box["width"] <= width
        assert drawing.locator("[stroke='var(--chart-band)'], [fill='var(--chart-band)']").count()


def test_a_key_lets_in_and_out_in_a_browser(app: ReportApp, browser: Browser, site: str) -> None:
    # By another of this machine's names, which is not a name that opens: the key is asked for.
    address = site.replace("127.0.0.1", "reports.localhost")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/reports?by=day")
    page.get_by_label("API key").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    assert page.get_by_role("alert").is_visible()
    page.get_by_label("API key").fill(app.key(Scope.REPORTS))
    page.get_by_role("button", name="Sign in").click()
    assert page.url == f"{address}/reports?by=day"
    assert page.locator("table").count() == 6
    page.get_by_role("button", name="Sign out").click()
    assert page.get_by_label("API key").is_visible()
    context.close()


def test_a_link_from_another_site_finds_who_signed_in(
    app: ReportApp, browser: Browser, site: str
) -> None:
    address = site.replace("127.0.0.1", "reports.localhost")
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/reports")
    page.get_by_label("API key").fill(app.key(Scope.REPORTS))
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{site}/reports")
    page.set_content(f'<a href="{address}/reports?by=day">The report</a>')
    page.get_by_role("link", name="The report").click()
    page.locator("table").first.wait_for()
    assert page.url == f"{address}/reports?by=day"
    context.close()


def test_the_picker_leads_to_an_address_of_its_days(page: Page, site: str) -> None:
    page.goto(f"{site}/reports")
    page.get_by_label("From").fill("2026-10-27")
    page.get_by_label("Site").select_option("weekly")
    page.get_by_role("button", name="Show").click()
    assert "from=2026-10-27" in page.url
    assert "site=weekly" in page.url
    assert page.locator("h1").inner_text() == "Promo report of The Weekly"
    chosen = page.locator(".periods [aria-current]")
    assert chosen.inner_text() == "Last 7 days"


def test_a_wide_table_is_reached_and_scrolled_by_keyboard(browser: Browser, site: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{site}/reports?by=promo")
    region = page.get_by_role("region").first
    region.focus()
    assert region.evaluate("part => part.scrollWidth > part.clientWidth")
    page.keyboard.press("ArrowRight")
    wait_for(lambda: region.evaluate("part => part.scrollLeft > 0"), "the table scrolls")
    page.close()


def test_a_file_is_saved_by_a_click(browser: Browser, site: str, tmp_path: Path) -> None:
    page = browser.new_page()
    page.goto(f"{site}/reports")
    with page.expect_download() as waiting:
        page.locator("#figures-by").get_by_role("link", name="CSV").click()
    saved = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(saved)
    assert saved.name == "performance-by-kind-2026-10-06-2026-11-02.csv"
    assert saved.read_text(encoding="utf-8").startswith("kind,")
    page.close()

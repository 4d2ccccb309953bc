"""Stylesheets and pictures: kept by browsers, unable to run anything, and fit to be read."""

import re
from pathlib import Path

import pytest

from api.pages.stylesheets import static_files
from tests.api.answer_builder import FakeDecision, an_answer
from tests.api.html_reading import Page
from tests.api.page_site import SQUARE, Browser, a_browser, a_catalogue, a_full_article

PAIRS = (
    ("ink", "paper"),
    ("soft", "paper"),
    ("accent", "paper"),
    ("ink", "wash"),
    ("soft", "wash"),
    ("accent", "wash"),
    ("tag-ink", "tag"),
    ("paper", "ink"),
    ("soft", "line"),
)


@pytest.fixture
def browser(tmp_path: Path) -> Browser:
    return a_browser(a_catalogue(tmp_path, a_full_article()), decide=FakeDecision(an_answer()))


def test_a_picture_is_kept_and_cannot_run_script(browser: Browser) -> None:
    answer = browser.get("/pictures/harbour/1.svg")
    assert answer.text == SQUARE
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.headers["cache-control"].startswith("public, max-age=")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert browser.get("/pictures/missing.svg").status_code == 404


def test_a_page_names_stylesheets_by_their_content(browser: Browser) -> None:
    page = Page(browser.get("/").text)
    sheets = [link.attributes["href"] for link in page.all("link")]
    assert all(re.fullmatch(r"/static/[a-z]+\.(css|svg)\?v=[0-9a-f]{12}", href) for href in sheets)
    for href in sheets:
        assert "immutable" in browser.get(href).headers["cache-control"]
        bare = browser.get(href.partition("?")[0]).headers
        assert "immutable" not in bare["cache-control"]


def test_no_other_file_is_served(browser: Browser) -> None:
    assert browser.get("/static/..%2f__init__.py").status_code == 404
    assert browser.get("/static/none.css").status_code == 404


def palettes() -> list[dict[str, str]]:
    """Return the light palette and the dark one, each name with its colour."""
    sheet = static_files()["base.css"].body.decode()
    roots = re.findall(r":root \{(.*?)\}", sheet, flags=re.DOTALL)[:2]
    colours = [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", root)) for root in roots]
    return [colours[0], colours[0] | colours[1]]


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb` (WCAG 2)."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("palette", palettes(), ids=["light", "dark"])
def test_every_text_can_be_read_on_its_ground(
    palette: dict[str, str], pair: tuple[str, str]
) -> None:
    darker, lighter = sorted(luminance(palette[name]) for name in pair)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5

"""What `docs/pages.md` says of the pages is so."""

import re
from pathlib import Path

from api.pages.slate_view import View
from api.pages.stylesheets import static_files
from api.routes.fragment import PROBLEM
from tests.api.answer_builder import FakeDecision, an_answer
from tests.api.page_site import a_browser, a_catalogue, a_full_article

DOCS = Path(__file__).parents[3] / "docs"
PAGES = (DOCS / "pages.md").read_text(encoding="utf-8")


def test_every_variable_of_the_cards_is_named() -> None:
    used = set(re.findall(r"var\((--[a-z-]+)", static_files()["promos.css"].body.decode()))
    assert used == set(re.findall(r"`(--[a-z-]+)`", PAGES))


def test_every_view_of_the_switch_is_named() -> None:
    assert set(re.findall(r"\?slate=([a-z]+)", PAGES)) == set(View) - {View.LIVE}


def test_every_page_that_is_named_is_there(tmp_path: Path) -> None:
    site = a_browser(a_catalogue(tmp_path, a_full_article()), decide=FakeDecision(an_answer()))
    named = re.findall(r"^\| `(/[^`]*)`", PAGES, flags=re.MULTILINE)
    assert len(named) == 4
    for path in named:
        real = path.replace("{site}", "daily").replace("{category}", "world")
        assert site.get(real.replace("{id}", "2026/11/02/harbour")).status_code == 200
    refused = site.get("/v1/slots.html")
    assert PROBLEM in refused.headers
    assert f"`{PROBLEM}`" in PAGES


def test_the_picture_of_the_page_is_small_enough_to_load() -> None:
    picture = DOCS / "article-page.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size <= 400_000

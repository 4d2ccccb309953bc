"""When there is nothing to show, people get a page that says so, with the right status."""

import sqlite3
from pathlib import Path

import pytest

from tests.api.answer_builder import FakeDecision, an_answer
from tests.api.html_reading import Page
from tests.api.page_site import a_browser, a_catalogue, a_full_article

ARTICLE = "/articles/daily/2026/11/02/harbour"
PAGES = ["/", ARTICLE, "/sections/daily/world"]


@pytest.mark.parametrize("path", PAGES)
def test_a_database_that_is_away_is_told_in_a_page(tmp_path: Path, path: str) -> None:
    catalogue = a_catalogue(tmp_path, a_full_article())
    browser = a_browser(catalogue, decide=FakeDecision(an_answer()))
    catalogue.close()
    for file in tmp_path.glob("chirashi.db*"):
        file.unlink()
    answer = browser.get(path)
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert (answer.headers["retry-after"], answer.headers["cache-control"]) == ("1", "no-store")
    page = Page(answer.text)
    assert page.one("h1").text == "This page cannot be shown just now"
    assert "sqlite" not in answer.text


def test_the_same_address_is_a_page_again_when_the_database_is_back(tmp_path: Path) -> None:
    catalogue = a_catalogue(tmp_path, a_full_article())
    browser = a_browser(catalogue, decide=FakeDecision(an_answer()))
    catalogue.close()
    file = tmp_path / "chirashi.db"
    content = file.read_bytes()
    file.write_bytes(b"no database " * 100)
    assert browser.get(ARTICLE).status_code == 503
    for beside in tmp_path.glob("chirashi.db*"):
        beside.unlink()
    file.write_bytes(content)
    assert browser.get(ARTICLE).status_code == 200


def test_an_unknown_site_and_none_at_all_are_told_in_a_page(tmp_path: Path) -> None:
    browser = a_browser(a_catalogue(tmp_path), decide=FakeDecision(an_answer()))
    answer = browser.get("/articles/nowhere/a")
    assert answer.status_code == 404
    page = Page(answer.text)
    assert page.one("h1").text == "This page is not here"
    assert "No site is known by this name." in answer.text
    with sqlite3.connect(tmp_path / "chirashi.db") as connection:
        connection.execute("UPDATE sites SET archived = 1")
    answer = browser.get("/")
    assert answer.status_code == 404
    assert "There is no site yet" in answer.text

"""`/v1/slots.html` is always 200: filled with the same cards as a page, or empty with a reason."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from httpx import Response

from api.slots.ask import WantedPlacement
from recommender.domain import TokenMode
from recommender.errors import NotFound, Unavailable
from tests.api.answer_builder import REL, FakeDecision, a_slot, an_answer
from tests.api.html_reading import Page
from tests.api.page_site import a_browser, a_catalogue, a_full_article

UNKNOWN = "unknown_placement"
QUERY = "?site=daily&article=2026/11/02/harbour&placement=in-article&placement=footer"


def the_fragment(folder: Path, decide: FakeDecision, *, query: str = QUERY) -> Response:
    browser = a_browser(a_catalogue(folder, a_full_article()), decide=decide)
    answer = browser.get("/v1/slots.html" + query)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer


def test_holds_every_card_labelled(tmp_path: Path) -> None:
    page = Page(the_fragment(tmp_path, FakeDecision(an_answer())).text)
    assert len(page.all(attribute="data-promo")) == 13
    paid = page.all(attribute="data-paid")
    assert len(paid) == 4
    for card in paid:
        assert page.inside(card, name="promo-disclosure")[0].text == "Sponsored"
        assert page.inside(card, "a")[0].attributes["rel"] == REL
    assert page.one("h2").text == "Trending on our other sites"
    assert not page.all("html")


def test_asks_what_the_query_asks(tmp_path: Path) -> None:
    decide = FakeDecision(an_answer())
    the_fragment(tmp_path, decide, query=QUERY + "&country=jp&device=mobile")
    (asked,) = decide.questions
    assert asked.placements == (WantedPlacement(id="in-article"), WantedPlacement(id="footer"))
    assert (asked.article, asked.mode) == ("2026/11/02/harbour", TokenMode.CACHED)
    assert (asked.reader.country, asked.reader.device) == ("JP", "mobile")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("", "/site"),
        ("?site=daily", "/article"),
        (QUERY + "&device=toaster", "/reader/device"),
        (QUERY + "&arm=control", "preview"),
        ("?site=%ff", "cannot be read"),
        (QUERY + "&placement=footer", "only once"),
    ],
)
def test_a_bad_question_is_an_empty_fragment_with_the_reason(
    tmp_path: Path, query: str, told: str
) -> None:
    answer = the_fragment(tmp_path, FakeDecision(an_answer()), query=query)
    assert answer.text == ""
    assert told in answer.headers["chirashi-problem"]
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (NotFound("site", "täglich\r\nSet-Cookie: a=b"), "no site is known"),
        (Unavailable("/srv/5.snapshot cannot be read"), "its log says what to do"),
        (KeyError("secret"), "could not be filled"),
        ({}, "could not be filled"),
        ({"arm": "learned", "rung": "order", "placements": {"footer": 3}}, "could not be filled"),
    ],
)
def test_a_failed_decision_is_an_empty_fragment_with_the_reason(
    tmp_path: Path, failure: Mapping[str, Any] | Exception, told: str
) -> None:
    answer = the_fragment(tmp_path, FakeDecision(failure))
    assert answer.text == ""
    assert told in answer.headers["chirashi-problem"]
    assert "set-cookie" not in answer.headers


def test_nothing_to_show_is_empty_and_no_problem(tmp_path: Path) -> None:
    unfilled = [{"position": 0, "reason": "no_candidates"}]
    empty = an_answer(placements={"footer": {"heading": "More", "slots": [], "unfilled": unfilled}})
    answer = the_fragment(tmp_path, FakeDecision(empty))
    assert answer.text.strip() == ""
    assert "chirashi-problem" not in answer.headers


def test_a_placement_that_nobody_knows_is_told_beside_the_others(tmp_path: Path) -> None:
    unknown = {"heading": None, "slots": [], "unfilled": [{"position": 0, "reason": UNKNOWN}]}
    footer = {"heading": "More", "slots": [a_slot(0), a_slot(1)], "unfilled": []}
    some = an_answer(placements={"foo\nter": unknown, "footer": footer})
    answer = the_fragment(tmp_path, FakeDecision(some))
    assert answer.headers["chirashi-problem"] == r"no placement is known as 'foo\nter'"
    assert len(Page(answer.text).all(attribute="data-promo")) == 2
    alone = the_fragment(tmp_path, FakeDecision(an_answer(placements={"nowhere": unknown})))
    assert alone.text == ""
    assert alone.headers["chirashi-problem"] == "no placement is known as 'nowhere'"


def test_hostile_words_are_shown_as_words(tmp_path: Path) -> None:
    hostile = "</a><script>alert('1')</script>"
    slot = a_slot(0, title=hostile, url="https://x.example/\"onclick='1'", click_url=None)
    filled = an_answer(placements={"footer": {"heading": hostile, "slots": [slot, a_slot(1)]}})
    page = Page(the_fragment(tmp_path, FakeDecision(filled)).text)
    assert not page.all("script")
    assert page.one("h2").text == hostile
    assert page.all("a")[0].attributes["href"] == "https://x.example/\"onclick='1'"
    assert "onclick" not in page.all("a")[0].attributes

"""The switch: the live slate is counted, an arm's slate and the three beside it never are."""

from pathlib import Path

import pytest

from api.slots.ask import Ask, WantedPlacement
from recommender.domain import Reader, TokenMode
from tests.api.answer_builder import FakeDecision, an_answer
from tests.api.html_reading import Page
from tests.api.page_site import a_browser, a_catalogue, a_full_article

ADDRESS = "/articles/daily/2026/11/02/harbour"


def ask_for(folder: Path, query: str) -> tuple[Page, list[Ask]]:
    decide = FakeDecision(an_answer())
    page = a_browser(a_catalogue(folder, a_full_article()), decide=decide).get(ADDRESS + query)
    return Page(page.text), decide.questions


def test_the_live_page_asks_once_and_previews_nothing(tmp_path: Path) -> None:
    page, questions = ask_for(tmp_path, "")
    assert questions == [
        Ask(
            site="daily",
            article="2026/11/02/harbour",
            placements=(WantedPlacement(id="in-article"), WantedPlacement(id="footer")),
            reader=Reader(),
            mode=TokenMode.PER_VIEW,
        )
    ]
    assert not page.all(name="switch-note")


@pytest.mark.parametrize("arm", ["learned", "baseline", "control"])
def test_an_arm_is_asked_for_as_a_preview(tmp_path: Path, arm: str) -> None:
    page, questions = ask_for(tmp_path, f"?slate={arm}")
    assert [(asked.is_preview, asked.arm) for asked in questions] == [(True, arm)]
    assert page.one(name="switch-note").text == "Preview: nothing here is counted."


def test_three_arms_stand_side_by_side(tmp_path: Path) -> None:
    page, questions = ask_for(tmp_path, "?slate=compare")
    assert [asked.arm for asked in questions] == ["learned", "baseline", "control"]
    assert all(asked.is_preview for asked in questions)
    columns = page.all("section", name="compared")
    assert [len(page.inside(column, "li")) for column in columns] == [13, 13, 13]
    assert len(page.all(name="promo-note")) == 26


@pytest.mark.parametrize("rung", ["prior", "order", "empty"])
@pytest.mark.parametrize("query", ["?slate=learned", "?slate=compare"])
def test_a_slate_that_no_model_chose_does_not_pass_for_learned(
    tmp_path: Path, query: str, rung: str
) -> None:
    decide = FakeDecision(an_answer(rung=rung))
    page = a_browser(a_catalogue(tmp_path, a_full_article()), decide=decide).get(ADDRESS + query)
    note = Page(page.text).one(name="switch-note").text
    assert note.startswith("Preview: nothing here is counted. N")


def test_a_column_says_what_it_is_made_of(tmp_path: Path) -> None:
    page, _ = ask_for(tmp_path, "?slate=compare")
    mix = page.all(name="compared-mix")[0].text
    assert mix == "4 sponsored · 4 offers, 3 stories, 2 guides, 2 events, 2 house notices"


def test_links_work_without_script_and_tell_where_one_is(tmp_path: Path) -> None:
    page, _ = ask_for(tmp_path, "?slate=control")
    links = page.inside(page.one("nav", name="switch"), "a")
    assert [link.attributes["href"].partition("#")[0] for link in links] == [
        ADDRESS,
        f"{ADDRESS}?slate=learned",
        f"{ADDRESS}?slate=baseline",
        f"{ADDRESS}?slate=control",
        f"{ADDRESS}?slate=compare",
    ]
    assert [link.text for link in links if "aria-current" in link.attributes] == ["Control"]


@pytest.mark.parametrize("query", ["?slate=canary", "?slate=", "?slate=%00", "?slates=learned"])
def test_an_unknown_choice_is_the_live_page(tmp_path: Path, query: str) -> None:
    _, questions = ask_for(tmp_path, query)
    assert [asked.is_preview for asked in questions] == [False]

"""The article page: a whole news page with thirteen labelled promos, whatever the decision."""

from itertools import pairwise
from pathlib import Path

import pytest

from recommender.errors import Unavailable
from tests.api.answer_builder import REL, FakeDecision, a_slot, an_answer
from tests.api.html_reading import Element, Page
from tests.api.page_site import JAPANESE, a_browser, a_catalogue, a_full_article

ADDRESS = "/articles/daily/2026/11/02/harbour"


def the_page(
    folder: Path, *, decide: FakeDecision | None = None, address: str = ADDRESS, **article: object
) -> Page:
    catalogue = a_catalogue(folder, a_full_article(**article), JAPANESE)
    answer = a_browser(catalogue, decide=decide or FakeDecision(an_answer())).get(address)
    assert answer.status_code == 200
    return Page(answer.text)


def cards_of(page: Page) -> list[Element]:
    return page.all(attribute="data-promo")


def test_holds_one_native_promo_and_twelve_cards(tmp_path: Path) -> None:
    page = the_page(tmp_path)
    assert len(cards_of(page)) == 13
    assert len(page.inside(page.one("section", name="promos"), "li")) == 12
    assert page.one("aside", name="native") in cards_of(page)


def test_says_all_that_a_news_page_says(tmp_path: Path) -> None:
    page = the_page(tmp_path)
    assert page.one("h1").text == "Harbour reopens"
    assert page.one(name="kicker").text.strip() == "World"
    assert page.one(name="author").text == "By Mika Hara"
    assert page.one(name="place").text == "in Sendai"
    assert "November 2, 2026, 21:00 JST" in page.one(name="facts").text
    assert page.one("figcaption").text == "The quay at dawn."
    assert page.one(name="comments").text == "128 comments"


def test_the_native_promo_follows_the_second_paragraph(tmp_path: Path) -> None:
    page = the_page(tmp_path)
    prose = page.one(name="prose")
    children = [element for element in page.elements if element.parents[-1:] == [prose]]
    assert [child.tag for child in children] == ["p", "p", "aside", "p", "p", "p"]


def test_every_paid_card_bears_its_own_disclosure_and_rel(tmp_path: Path) -> None:
    page = the_page(tmp_path)
    paid = page.all(attribute="data-paid")
    assert len(paid) == 4
    for card in paid:
        (disclosure,) = page.inside(card, name="promo-disclosure")
        (link,) = page.inside(card, "a")
        assert disclosure.text == "Sponsored"
        assert link.attributes["rel"] == REL


def test_every_editorial_card_bears_a_label_and_a_source_but_no_disclosure(tmp_path: Path) -> None:
    page = the_page(tmp_path)
    editorial = [card for card in cards_of(page) if "data-paid" not in card.attributes]
    assert len(editorial) == 9
    for card in editorial:
        assert not page.inside(card, name="promo-disclosure")
        assert page.inside(card, name="promo-label")[0].text
        assert page.inside(card, name="promo-from")[0].text == "Tokyo Weekender Diary"


def test_a_paid_slot_without_disclosure_is_disclosed_all_the_same(tmp_path: Path) -> None:
    bare = [a_slot(0, disclosure=None, rel=None), a_slot(5, title="無料の一杯を", disclosure="")]
    decide = FakeDecision(an_answer(placements={"footer": {"slots": bare}}))
    page = the_page(tmp_path, decide=decide)
    assert [mark.text for mark in page.all(name="promo-disclosure")] == ["Sponsored", "広告"]
    assert [mark.attributes["lang"] for mark in page.all(name="promo-disclosure")] == ["en", "ja"]
    assert {a.attributes["rel"] for a in page.all("a", name="promo-link")} == {REL}


def test_headings_descend_without_a_gap(tmp_path: Path) -> None:
    for address in (ADDRESS, f"{ADDRESS}?slate=compare"):
        page = the_page(tmp_path, address=address)
        levels = [
            int(each.tag[1]) for each in page.elements if each.tag in {f"h{n}" for n in range(1, 7)}
        ]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(later - former <= 1 for former, later in pairwise(levels))


def test_has_landmarks_and_a_way_past_the_masthead(tmp_path: Path) -> None:
    page = the_page(tmp_path)
    main = page.one("main")
    assert page.one("a", name="skip").attributes["href"] == f"#{main.attributes['id']}"
    assert page.one("header", name="masthead")
    assert page.one("footer", name="colophon")
    named = page.all("nav") + page.all("aside")
    assert all({"aria-label", "aria-labelledby"} & set(each.attributes) for each in named)


def test_pictures_keep_their_place_before_they_load(tmp_path: Path) -> None:
    for picture in the_page(tmp_path).all("img"):
        assert {"src", "alt", "width", "height"} <= set(picture.attributes)


def test_a_japanese_article_is_marked_and_worded_as_japanese(tmp_path: Path) -> None:
    page = the_page(tmp_path, address="/articles/daily/2026/11/02/bridge")
    assert page.one("html").attributes["lang"] == "ja"
    assert page.one("header", name="masthead").attributes["lang"] == "en"
    assert page.one(name="comments").text == "コメント1件"
    assert page.one(name="author").text == "文・原美香"


@pytest.mark.parametrize(
    "answer",
    [
        Unavailable("the snapshot cannot be read"),
        RuntimeError("nobody thought of this"),
        {},
        {"arm": "learned", "rung": "learned", "placements": []},
        {"arm": "learned", "rung": "learned", "placements": {"footer": {"slots": [{}]}}},
        {"arm": "learned", "rung": "empty", "placements": {}},
    ],
)
def test_a_broken_decision_leaves_the_page_whole(
    tmp_path: Path, answer: dict[str, object] | Exception
) -> None:
    page = the_page(tmp_path, decide=FakeDecision(answer))
    assert len(page.inside(page.one(name="prose"), "p")) == 5
    assert not cards_of(page)
    assert not page.all(name="promos-heading")
    assert not page.all(name="promos-list")


HOSTILE = "<script>alert(1)</script>\"'&{{7*7}}"


def test_hostile_words_are_shown_as_words(tmp_path: Path) -> None:
    slot = a_slot(
        0, title=HOSTILE, source=HOSTILE, label=HOSTILE, display_url=HOSTILE, promo=HOSTILE
    )
    decide = FakeDecision(an_answer(placements={"footer": {"heading": HOSTILE, "slots": [slot]}}))
    texts = dict.fromkeys(("title", "text", "byline", "place", "caption", "summary"), HOSTILE)
    page = the_page(tmp_path, decide=decide, tags=(HOSTILE,), **texts)
    assert [script.text for script in page.all("script")] == [""]
    assert page.one("h1").text == HOSTILE
    assert page.one("a", name="promo-link").text == HOSTILE
    assert page.one("li", name="promo").attributes["data-promo"] == HOSTILE


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil", "https:", ""])
def test_only_web_addresses_become_links(tmp_path: Path, url: str) -> None:
    slots = [a_slot(0, url=url, click_url=None), a_slot(1, url=url, click_url=url), a_slot(2)]
    decide = FakeDecision(an_answer(placements={"footer": {"slots": slots}}))
    page = the_page(tmp_path, decide=decide, image=url or None)
    assert [card.attributes["data-promo"] for card in cards_of(page)] == ["guide-2"]
    assert not [each for each in page.elements if url and url in each.attributes.values()]


def test_may_not_be_kept_or_run_foreign_script(tmp_path: Path) -> None:
    catalogue = a_catalogue(tmp_path, a_full_article())
    headers = a_browser(catalogue, decide=FakeDecision(an_answer())).get(ADDRESS).headers
    assert headers["cache-control"] == "no-store"
    assert "'unsafe-inline'" not in headers["content-security-policy"]
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/articles/daily/none", "/articles/none/none", "/sections/daily/none"]
)
def test_what_is_not_there_is_answered_404(tmp_path: Path, path: str) -> None:
    catalogue = a_catalogue(tmp_path, a_full_article())
    assert a_browser(catalogue, decide=FakeDecision(an_answer())).get(path).status_code == 404

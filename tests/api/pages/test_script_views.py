"""Impressions and views, as the Media Rating Council has them. Screens are 800 × 600 px."""

import pytest

from tests.api.script_page import ScriptPage

SECOND = 1000
AWAY = 2000
CARD = (300, 200)


@pytest.mark.parametrize(("milliseconds", "views"), [(900, []), (1100, ["token-0"])])
def test_half_of_a_card_is_viewed_after_a_second(
    reading: ScriptPage, milliseconds: int, views: list[str]
) -> None:
    reading.site.show_cards(CARD, above=500)
    reading.open().run(milliseconds)
    reading.scroll(AWAY)
    reading.run(4 * SECOND)
    reading.wait_for("impression", "token-0")
    assert reading.site.told("view") == views
    assert reading.errors == []


def test_less_than_half_is_never_viewed(reading: ScriptPage) -> None:
    reading.site.show_cards(CARD, above=502)
    reading.open().run(5 * SECOND)
    reading.wait_for("impression", "token-0")
    assert reading.site.told("view") == []


def test_the_second_begins_anew_when_a_card_comes_back(reading: ScriptPage) -> None:
    reading.site.show_cards(CARD, above=500)
    reading.open().run(900)
    reading.scroll(AWAY)
    reading.run(500)
    reading.scroll(0)
    reading.run(900)
    reading.wait_for("impression", "token-0")
    assert reading.site.told("view") == []
    reading.run(4 * SECOND)
    reading.wait_for("view", "token-0")


def test_a_card_is_viewed_once_however_often_it_comes_back(reading: ScriptPage) -> None:
    reading.site.show_cards(CARD, above=500)
    reading.open()
    for _ in range(3):
        reading.scroll(0)
        reading.run(2 * SECOND)
        reading.scroll(AWAY)
        reading.run(2 * SECOND)
    reading.turn(behind=True)
    reading.turn(behind=False)
    reading.run(5 * SECOND)
    assert reading.site.counts() == {("impression", "token-0"): 1, ("view", "token-0"): 1}


def test_nobody_views_what_is_in_a_tab_behind(reading: ScriptPage) -> None:
    reading.site.show_cards(CARD)
    reading.open().run(900)
    reading.turn(behind=True)
    reading.run(5 * SECOND)
    reading.wait_for("impression", "token-0")
    reading.turn(behind=False)
    reading.run(900)
    reading.turn(behind=True)
    reading.run(5 * SECOND)
    assert reading.site.told("view") == []
    reading.turn(behind=False)
    reading.run(4 * SECOND)
    reading.wait_for("view", "token-0")


def test_a_page_opened_behind_makes_no_impression_until_it_is_shown(reading: ScriptPage) -> None:
    reading.site.show_cards(CARD)
    reading.page.add_init_script("globalThis.isBehind = true")
    reading.open().run(10 * SECOND)
    assert reading.site.events == []
    reading.turn(behind=False)
    reading.run(2 * SECOND)
    reading.wait_for("impression", "token-0")


@pytest.mark.parametrize(
    ("size", "above", "views"),
    [
        pytest.param((485, 500), 450, ["token-0"], id="30 % of 242,500 px²"),
        pytest.param((485, 500), 452, [], id="less than 30 % of it"),
        pytest.param((484, 500), 450, [], id="30 % of a smaller one"),
        pytest.param((400, 2000), 0, ["token-0"], id="taller than the screen"),
    ],
)
def test_of_a_large_card_less_is_enough(
    reading: ScriptPage, size: tuple[int, int], above: int, views: list[str]
) -> None:
    reading.site.show_cards(size, above=above)
    reading.open().run(3 * SECOND)
    reading.wait_for("impression", "token-0")
    assert reading.site.told("view") == views


def test_cards_below_the_screen_are_rendered_but_not_viewed(reading: ScriptPage) -> None:
    reading.site.show_cards(CARD, CARD, CARD, CARD)
    reading.open().run(3 * SECOND)
    reading.wait_for("impression", "token-0", "token-1", "token-2", "token-3")
    assert sorted(reading.site.told("view")) == ["token-0", "token-1", "token-2"]


@pytest.mark.parametrize("hidden", ["display:none", "height:0"])
def test_a_card_without_a_box_is_not_rendered(reading: ScriptPage, hidden: str) -> None:
    reading.site.show_cards(CARD, CARD)
    reading.site.page += f"<style>#card-1.card {{ {hidden} !important }}</style>"
    reading.open().run(3 * SECOND)
    reading.wait_for("impression", "token-0")
    reading.page.evaluate("document.querySelector('#card-1').className = ''")
    reading.settle()
    reading.settle()
    reading.run(3 * SECOND)
    reading.wait_for("impression", "token-0", "token-1")


def test_a_card_that_grows_large_needs_no_more_than_a_large_one(reading: ScriptPage) -> None:
    reading.site.show_cards((400, 400), above=440)
    reading.open().run(3 * SECOND)
    reading.wait_for("impression", "token-0")
    # 160 of 400 px before; 160 of 800 are a fifth, 260 of them a third.
    reading.page.evaluate("document.querySelector('#card-0').style.height = '800px'")
    reading.scroll(100)
    reading.settle()
    reading.run(3 * SECOND)
    reading.wait_for("view", "token-0")


def test_cards_that_come_later_are_measured_too(reading: ScriptPage) -> None:
    reading.site.show_cards(CARD)
    reading.open()
    reading.page.evaluate(
        """() => {
            const copy = document.querySelector("#card-0").cloneNode(true);
            copy.id = "card-1";
            copy.dataset.token = "token-1";
            document.querySelector("#card-0").after(copy);
        }"""
    )
    reading.settle()
    reading.run(3 * SECOND)
    reading.wait_for("view", "token-0", "token-1")


def test_an_element_that_comes_to_bear_another_slot_is_measured_anew(reading: ScriptPage) -> None:
    reading.site.show_cards(CARD)
    reading.open().run(3 * SECOND)
    reading.wait_for("view", "token-0")
    reading.page.evaluate("document.querySelector('#card-0').dataset.token = 'token-1'")
    reading.settle()
    reading.run(3 * SECOND)
    reading.wait_for("view", "token-0", "token-1")


def test_a_card_that_moves_is_told_once(reading: ScriptPage) -> None:
    reading.site.show_cards(CARD, CARD)
    reading.open().run(3 * SECOND)
    reading.page.evaluate("document.body.prepend(document.querySelector('#card-1'))")
    reading.turn(behind=True)
    reading.turn(behind=False)
    reading.run(5 * SECOND)
    reading.wait_for("view", "token-0", "token-1")
    assert set(reading.site.counts().values()) == {1}


def test_every_event_bears_the_view_and_its_time(reading: ScriptPage) -> None:
    reading.site.show_cards(CARD)
    reading.open().run(3 * SECOND)
    reading.wait_for("view", "token-0")
    impression, view = reading.site.events
    assert len(impression["view_id"]) == 32
    assert impression["view_id"] == view["view_id"]
    assert impression["at"].startswith("2026-11-02T12:00:00.")
    assert view["at"].startswith("2026-11-02T12:00:01.")

"""All contenders meet the same visits, and readers who roll the same dice."""

from collections.abc import Mapping

import numpy as np

from api.simulating.chance import Chance
from api.simulating.checked_world import CheckedWorld
from api.simulating.contender import Answer, Known, Page
from api.simulating.playing import played_days
from api.simulating.thompson_popularity import PopularitySettings, ThompsonPopularity
from data.worlds.world import EMPTY, Response
from tests.api.simulating.games import a_game, a_plan, a_world
from tests.api.simulating.tiny_worlds import patchy


class Noting(Chance):
    """Draws at random, and keeps what it was told."""

    def __init__(self, known: Known) -> None:
        super().__init__(known)
        self.told: list[tuple[Page, Answer, Mapping[str, Response]]] = []

    def learn(self, page: Page, answer: Answer, responses: Mapping[str, Response]) -> None:
        self.told.append((page, answer, responses))


def test_the_same_policy_twice_shows_the_same_and_gets_the_same_clicks() -> None:
    world = a_world()
    known = Known.of(world, seed=7)
    twice = {
        "one": ThompsonPopularity(known, PopularitySettings()),
        "other": ThompsonPopularity(known, PopularitySettings()),
    }
    for book in played_days(a_game(world, {**twice, "third": Chance(known)}), a_plan()):
        for placement, shown in book.shown["one"].items():
            other = book.shown["other"][placement]
            assert np.array_equal(shown.promos, other.promos)
            assert np.array_equal(shown.clicked, other.clicked)
            assert not np.array_equal(shown.promos, book.shown["third"][placement].promos)


def test_the_same_seed_plays_the_same_days() -> None:
    days = [
        [
            book.shown["random"]["footer"].promos
            for book in played_days(
                a_game(world, {"random": Chance(Known.of(world, seed=7))}), a_plan()
            )
        ]
        for world in (a_world(), a_world())
    ]
    assert np.array_equal(days[0], days[1])


def test_readers_see_and_click_only_what_was_shown_and_may_be() -> None:
    world = a_world()
    random = Chance(Known.of(world, seed=7))
    for book in played_days(a_game(world, {"random": random}), a_plan()):
        eligible = world.eligible(book.visits)
        for shown in book.shown["random"].values():
            rows, slots = np.nonzero(shown.promos != EMPTY)
            assert eligible[rows, shown.promos[rows, slots]].all()
            assert not (shown.clicked & ~shown.viewed).any()
            assert not (shown.viewed & (shown.promos == EMPTY)).any()


def test_a_policy_is_told_what_became_of_every_page_at_once() -> None:
    world = a_world()
    noting = Noting(Known.of(world, seed=7))
    books = list(played_days(a_game(world, {"noting": noting}), a_plan()))
    assert len(noting.told) == 120
    page, answer, responses = noting.told[60]
    shown = books[1].shown["noting"]["footer"]
    assert page.row == 0
    assert np.array_equal(answer.slates["footer"], shown.promos[0])
    assert np.array_equal(responses["footer"].clicked, shown.clicked[0])


def test_the_control_shows_all_policies_the_same_random_pages() -> None:
    world = a_world()
    known = Known.of(world, seed=7)
    played = {
        "popularity": ThompsonPopularity(known, PopularitySettings()),
        "random": Chance(known),
    }
    (book,) = played_days(a_game(world, played), a_plan(days=1, views_a_day=600))
    assert 0 < book.is_control.sum() < 30
    shown = [book.shown[name]["footer"].promos[book.is_control] for name in played]
    assert np.array_equal(*shown)


def test_a_page_that_may_show_nothing_stays_empty_and_teaches_nothing() -> None:
    world = CheckedWorld(patchy(7))
    noting = Noting(Known.of(world, seed=7))
    (book,) = played_days(a_game(world, {"noting": noting}), a_plan(days=1))
    is_empty = (book.shown["noting"]["footer"].promos == EMPTY).all(axis=1)
    assert np.array_equal(is_empty, book.visits.at_ms % 2 == 0)
    assert len(noting.told) == (~is_empty).sum()

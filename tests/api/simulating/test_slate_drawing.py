"""Slates by scores, under the rules, with exact propensities."""

from collections import Counter

import numpy as np

from api.simulating.contender import Known, Page
from api.simulating.slate_drawing import SlateDrawer
from data.worlds.world import EMPTY, Floats
from tests.api.simulating.games import a_world
from tests.builders import a_reader

KNOWN = Known.of(a_world(), seed=1)
PROMOS = np.arange(0, len(KNOWN.promos), 2)


def a_page(dice: int = 1) -> Page:
    return Page(
        row=0, at_ms=0, article=0, reader=a_reader(), local_hour=9, promos=PROMOS, dice=dice
    )


def some_scores() -> Floats:
    return np.random.default_rng(3).normal(size=len(PROMOS))


def test_the_first_slot_is_drawn_by_softmax_and_says_with_what_chance() -> None:
    drawer, scores = SlateDrawer(KNOWN), some_scores()
    softmax = np.exp(scores / 0.7) / np.exp(scores / 0.7).sum()
    drawn = Counter[int]()
    for dice in range(2_000):
        answer = drawer.drawn(a_page(dice), scores, temperature=0.7)
        promo = answer.slates["in-article"][0]
        at = np.searchsorted(PROMOS, promo)
        assert np.isclose(answer.propensities["in-article"][0], softmax[at])
        drawn[int(at)] += 1
    expected = 2_000 * softmax
    chi_square = sum((drawn[at] - expected[at]) ** 2 / expected[at] for at in range(len(PROMOS)))
    # The 99.9 % point for 31 degrees of freedom.
    assert chi_square < 61


def test_the_best_are_taken_in_the_order_of_their_scores() -> None:
    scores = some_scores()
    answer = SlateDrawer(KNOWN).best(a_page(), scores)
    assert answer.slates["in-article"][0] == PROMOS[scores.argmax()]
    assert answer.propensities["in-article"][0] == 1.0


def test_rules_hold_whatever_the_scores() -> None:
    drawer, rules = SlateDrawer(KNOWN), KNOWN.placements[1].rules
    for dice in range(20):
        for answer in (
            drawer.drawn(a_page(dice), some_scores(), temperature=0.05),
            drawer.best(a_page(dice), some_scores()),
        ):
            shown = [row for slate in answer.slates.values() for row in slate if row != EMPTY]
            assert len(set(shown)) == len(shown)
            footer = [KNOWN.promos[row] for row in answer.slates["footer"] if row != EMPTY]
            kinds = Counter(promo.kind for promo in footer)
            assert all(kinds[kind] >= least for kind, least in rules.minimum_per_kind.items())
            assert all(kinds[kind] <= most for kind, most in rules.maximum_per_kind.items())
            assert max(Counter(promo.source for promo in footer).values()) <= 3

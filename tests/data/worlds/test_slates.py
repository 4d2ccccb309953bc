"""Whole days of slates hold a placement's rules, and log the very chances they were drawn with."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.worlds.slates import best_by_weight, drawn_by_weight, fill_page, joined
from data.worlds.world import EMPTY
from recommender.domain import Promo, Rules
from tests.builders import a_placement, a_promo
from tests.recommender.slate_reference import Page, distribution

KINDS = ("offer", "story", "guide")


def some_promos(count: int) -> list[Promo]:
    """Return promos of three kinds, four sources, three advertisers; every fifth title is alike."""
    return [
        a_promo(
            id=f"promo-{at}",
            kind=KINDS[at % 3],
            source=f"source-{at % 4}",
            advertiser=None if at % 3 else f"advertiser-{at % 9 // 3}",
            title=f"Title {at // 5 if at % 5 < 2 else at}",
        )
        for at in range(count)
    ]


limits = st.none() | st.integers(1, 4)
rule_books = st.builds(
    Rules,
    minimum_per_kind=st.dictionaries(st.sampled_from(KINDS), st.integers(0, 2)),
    maximum_per_kind=st.dictionaries(st.sampled_from(KINDS), st.integers(2, 5)),
    maximum_per_source=limits,
    maximum_per_advertiser=limits,
    maximum_same_words=limits,
)


@settings(max_examples=60, deadline=None)
@given(rules=rule_books, count=st.integers(1, 24), seed=st.integers(0, 2**32 - 1))
def test_maxima_hold_on_every_page(rules: Rules, count: int, seed: int) -> None:
    promos = some_promos(count)
    rng = np.random.default_rng(seed)
    places = [a_placement(id="in-article", slots=1), a_placement(slots=8, rules=rules)]
    weights = rng.integers(0, 4, size=(20, count)).astype(float)
    pages = fill_page(places, promos, weights=weights, choose=drawn_by_weight(rng), rng=rng)
    for row in range(20):
        page = np.concatenate([pages["in-article"].promos[row], pages["footer"].promos[row]])
        shown = page[page != EMPTY]
        assert len(set(shown.tolist())) == len(shown)
        assert (weights[row, shown] > 0).all()
        footer = [promos[at] for at in pages["footer"].promos[row] if at != EMPTY]
        assert_maxima_hold(rules, footer)
    filled = pages["footer"].promos != EMPTY
    assert (
        (pages["footer"].propensity[filled] > 0) & (pages["footer"].propensity[filled] <= 1)
    ).all()
    assert (pages["footer"].eligible[~filled] == 0).all()


def assert_maxima_hold(rules: Rules, footer: Sequence[Promo]) -> None:
    """Check every maximum on the promos of one placement."""
    kinds = Counter(promo.kind for promo in footer)
    assert all(kinds[kind] <= most for kind, most in rules.maximum_per_kind.items())
    advertisers = [promo.advertiser for promo in footer if promo.advertiser]
    for values, most in (
        ([promo.source for promo in footer], rules.maximum_per_source),
        (advertisers, rules.maximum_per_advertiser),
        ([promo.title for promo in footer], rules.maximum_same_words),
    ):
        assert most is None or max(Counter(values).values(), default=0) <= most


@settings(max_examples=60, deadline=None)
@given(rules=rule_books, count=st.integers(1, 15), seed=st.integers(0, 2**32 - 1))
def test_propensities_are_those_of_the_rules_in_plain_words(
    rules: Rules, count: int, seed: int
) -> None:
    promos = some_promos(count)
    kinds = [*sorted({promo.kind for promo in promos}), None]
    rng = np.random.default_rng(seed)
    weights = rng.integers(1, 5, size=(6, count)).astype(float)
    place = a_placement(slots=7, rules=rules)
    slates = fill_page([place], promos, weights=weights, choose=drawn_by_weight(rng), rng=rng)
    for row in range(6):
        shown = [None if at == EMPTY else int(at) for at in slates["footer"].promos[row]]
        reserved = [kinds[at] for at in slates["footer"].reserved[row]]
        page = Page(promos, weights[row].tolist(), rules, reserved)
        for slot, at in enumerate(shown):
            chances = distribution(page, shown[:slot])
            assert slates["footer"].eligible[row, slot] == len(chances)
            if at is not None:
                assert slates["footer"].propensity[row, slot] == pytest.approx(chances[at])


def test_minima_hold_where_they_can_and_give_way_where_not() -> None:
    promos = some_promos(24)
    rng = np.random.default_rng(1)
    rules = Rules(minimum_per_kind={"guide": 3, "offer": 2}, maximum_per_kind={"guide": 3})
    weights = np.ones((300, 24))
    weights[:, 0::3] = 0  # no offer is left
    place = a_placement(slots=6, rules=rules)
    page = fill_page([place], promos, weights=weights, choose=drawn_by_weight(rng), rng=rng)
    guides = np.isin(page["footer"].promos, np.arange(2, 24, 3)).sum(axis=1)
    assert (guides == 3).all()
    assert (page["footer"].promos != EMPTY).all()


def test_reserved_slots_are_spread_over_the_page() -> None:
    promos = some_promos(24)
    rng = np.random.default_rng(2)
    rules = Rules(minimum_per_kind={"guide": 1}, maximum_per_kind={"guide": 1})
    place = a_placement(slots=4, rules=rules)
    weights = np.ones((4_000, 24))
    page = fill_page([place], promos, weights=weights, choose=drawn_by_weight(rng), rng=rng)
    at = np.isin(page["footer"].promos, np.arange(2, 24, 3)).mean(axis=0)
    # Five standard errors of a share of 1/4 among 4,000.
    assert np.abs(at - 0.25).max() < 5 * np.sqrt(0.25 * 0.75 / 4_000)


def test_draws_agree_with_the_logged_propensities() -> None:
    promos = some_promos(9)
    rng = np.random.default_rng(3)
    rules = Rules(maximum_per_source=1, minimum_per_kind={"story": 1})
    weights = np.tile(np.array([5.0, 1, 1, 2, 2, 0, 3, 1, 1]), (40_000, 1))
    place = a_placement(slots=3, rules=rules)
    slates = fill_page([place], promos, weights=weights, choose=drawn_by_weight(rng), rng=rng)
    # 1 / propensity has mean 1 over what could be drawn: the number of candidates, slot by slot.
    inverse = 1 / slates["footer"].propensity
    eligible = slates["footer"].eligible
    for slot in range(3):
        error = (inverse[:, slot] - eligible[:, slot]).std() / np.sqrt(len(inverse))
        assert abs((inverse[:, slot] - eligible[:, slot]).mean()) < 5 * error
    first = slates["footer"].promos[slates["footer"].eligible[:, 0] == 8, 0]
    shares = np.bincount(first, minlength=9) / len(first)
    expected = weights[0] / weights[0].sum()
    assert np.abs(shares - expected).max() < 5 * np.sqrt(0.25 / len(first))


def test_best_takes_the_greatest_weight_that_is_left() -> None:
    promos = some_promos(8)
    rng = np.random.default_rng(4)
    weights = np.arange(8.0)[None, :]
    places = [a_placement(id="in-article", slots=1), a_placement(slots=3)]
    page = fill_page(places, promos, weights=weights, choose=best_by_weight, rng=rng)
    assert page["in-article"].promos.tolist() == [[7]]
    assert page["footer"].promos.tolist() == [[6, 5, 4]]


@pytest.mark.parametrize("slots", [1, 5])
def test_what_nothing_may_fill_stays_empty(slots: int) -> None:
    rng = np.random.default_rng(5)
    choose = drawn_by_weight(rng)
    place = a_placement(slots=slots, rules=Rules(maximum_per_kind=dict.fromkeys(KINDS, 0)))
    page = fill_page([place], some_promos(6), weights=np.ones((2, 6)), choose=choose, rng=rng)
    both = joined([page, page])["footer"]
    assert both.promos.shape == (4, slots)
    assert (both.promos == EMPTY).all()
    assert np.isnan(both.propensity).all()

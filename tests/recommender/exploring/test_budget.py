"""A placement spends its exploration budget, no more and no less, and says so where it cannot."""

from itertools import pairwise
from random import Random

import pytest

from recommender.domain import Rules
from recommender.exploring.budget import (
    HOTTEST,
    STEPS,
    Outcome,
    Solved,
    share_spent,
    solve,
    temperature_at,
)
from recommender.exploring.offer import Offer
from recommender.exploring.rehearsal import rehearsals
from tests.recommender.exploring.offers import FREE, RULES, drawn_share, some_offers

USUAL = 0.25


def solved(offers: list[Offer], *, budget: float = 0.05, before: float = USUAL) -> Solved:
    return solve(offers, budget=budget, before=before, dice=Random)


@pytest.mark.parametrize("rules", [FREE, RULES], ids=["free", "rules"])
@pytest.mark.parametrize("slots", [1, 6])
def test_what_the_ranker_draws_loses_the_budget(rules: Rules, slots: int) -> None:
    offers = some_offers(40, rules=rules, slots=slots, optimism=0.05)
    found = solved(offers)
    assert found.outcome is Outcome.MET
    assert found.share == pytest.approx(0.05, abs=0.004)
    # Other dice. The standard errors of both are about 0.003 at one slot, less at six.
    spent = drawn_share(offers, temperature=found.temperature, draws=25)
    assert spent == pytest.approx(0.05, abs=0.015)


def test_share_grows_with_the_temperature() -> None:
    offers = some_offers(20, rules=RULES)
    made = [
        each
        for seed, offer in enumerate(offers)
        for each in rehearsals(offer, seed=seed, dice=Random)
    ]
    steps = range(-2 * STEPS, HOTTEST + 1, STEPS // 2)
    shares = [share_spent(made, temperature=temperature_at(step), dice=Random) for step in steps]
    assert all(one < other for one, other in pairwise(shares))
    assert shares[-1] > 0.3


def test_larger_budget_is_a_higher_temperature() -> None:
    offers = some_offers(20)
    found = [solved(offers, budget=budget).temperature for budget in (0.02, 0.05, 0.1, 0.2)]
    assert found == sorted(set(found))


def test_same_visits_give_the_same_temperature() -> None:
    assert solved(some_offers(10)) == solved(some_offers(10))


def test_temperature_that_nearly_spends_the_budget_stays() -> None:
    offers = some_offers(20)
    found = solved(offers)
    near = found.temperature * 1.02
    assert solved(offers, before=near).temperature == near
    assert solved(offers, before=2 * near).temperature == pytest.approx(found.temperature)


def test_no_budget_is_the_coldest_draw() -> None:
    found = solved(some_offers(10, optimism=0.0), budget=0.0)
    assert found.outcome is Outcome.COLDEST
    assert found.share == pytest.approx(0.0, abs=0.02)


def test_optimism_may_spend_more_than_the_budget_however_cold() -> None:
    found = solved(some_offers(10, optimism=2.0))
    assert found.outcome is Outcome.COLDEST
    assert found.share is not None
    assert found.share > 0.05


def test_promos_of_nearly_the_same_worth_cannot_spend_the_budget() -> None:
    found = solved(some_offers(10, spread=0.01, optimism=0.0))
    assert (found.temperature, found.outcome) == (temperature_at(HOTTEST), Outcome.HOTTEST)


@pytest.mark.parametrize("promos", [1, 20])
def test_where_nothing_can_be_lost_the_temperature_stays(promos: int) -> None:
    found = solved(some_offers(5, promos=promos, spread=0.0, optimism=0.0, slots=1))
    assert (found.temperature, found.outcome) == (USUAL, Outcome.NO_CHOICE)


def test_without_visits_the_temperature_stays() -> None:
    assert solved([]) == Solved(USUAL, None, Outcome.NO_VISITS)


def test_nothing_eligible_is_as_without_visits() -> None:
    offers = some_offers(2, promos=0)
    assert solved(offers).outcome is Outcome.NO_VISITS

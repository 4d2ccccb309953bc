"""A state goes to arrays and facts and back bit for bit, and goes on as if it never had."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.crossed.cross_prior import flat_prior
from recommender.crossed.cross_state import CrossState, state_of, version_of, weights_of
from recommender.crossed.cross_weights import CrossWeights
from tests.cross_builder import EXPOSURES, PRIOR, Told, a_cross, assert_same, some_told, told

NAMES = st.lists(st.text(st.characters(codec="utf-8")), max_size=8, unique=True)


def through_json(state: CrossState) -> CrossState:
    return replace(state, facts=json.loads(json.dumps(state.facts)))


@given(before=EXPOSURES, after=EXPOSURES)
def test_learning_goes_on_to_the_bit_as_if_it_had_never_stopped(
    before: list[Told], after: list[Told]
) -> None:
    never_stopped = a_cross(*before)
    stopped = weights_of(through_json(state_of(never_stopped)))
    assert_same(stopped, never_stopped)
    assert_same(told(stopped, after), told(never_stopped, after))


def test_it_goes_on_past_its_first_room_to_the_bit() -> None:
    never_stopped = a_cross(*some_told(400))
    stopped = weights_of(through_json(state_of(never_stopped)))
    assert len(stopped.page) > 64
    after = some_told(400, seed=4)
    assert_same(told(stopped, after), told(never_stopped, after))


def test_it_goes_on_after_a_refit_with_the_prior_that_it_learned() -> None:
    never_stopped = a_cross()
    rows, columns = len(never_stopped.page), len(never_stopped.promo)
    learned = PRIOR.with_variances({("article", "promo"): 1 / 3})
    never_stopped.set(np.full((rows, columns), 0.1), np.full((rows, columns), 0.2), prior=learned)
    stopped = weights_of(through_json(state_of(never_stopped)))
    after = some_told(50)
    assert_same(told(stopped, after), told(never_stopped, after))


@given(names=NAMES, variance=st.floats(1e-300, 1e300), intercept=st.floats(-1e300, 1e300))
def test_any_name_and_number_survives(names: list[str], variance: float, intercept: float) -> None:
    weights = CrossWeights(flat_prior(variance, intercept=intercept))
    weights.page_of([("bias:", 1.0), *((name, 1.0) for name in names)])
    weights.promo_of([("bias:", 1.0), *((name, 1.0) for name in reversed(names))])
    again = weights_of(through_json(state_of(weights)))
    assert list(again.page.numbers) == list(weights.page.numbers)
    assert_same(again, weights)


def test_a_state_stays_as_it_was_while_the_learner_goes_on() -> None:
    weights = a_cross()
    state = state_of(weights)
    before = version_of(state)
    told(weights, some_told(5))
    assert version_of(state) == before


def test_only_what_is_used_is_kept() -> None:
    state = state_of(a_cross(Told(0, 0)))
    assert {name: array.shape for name, array in state.arrays.items()} == {
        "mean": (3, 3),
        "variance": (3, 3),
    }
    assert state.facts["page"] == ["bias:", "article:0", "category:0"]


def test_a_version_tells_how_much_was_learned_and_is_the_same_for_the_same_alone() -> None:
    assert version_of(state_of(a_cross())).startswith("2-")
    assert version_of(state_of(a_cross())) == version_of(through_json(state_of(a_cross())))
    others = [a_cross(), a_cross(), a_cross(), a_cross()]
    others[0].mean[0, 0] += 1e-12
    others[1].page_of([("tag:new", 1.0)])
    others[2].prior = PRIOR.with_variances({("tag", "kind"): 1.0})
    told(others[3], [Told(0, 0)])
    assert len({version_of(state_of(each)) for each in (a_cross(), *others)}) == 5


def test_an_array_in_another_order_of_memory_is_the_same_state() -> None:
    state = state_of(a_cross())
    turned = CrossState({n: np.asfortranarray(a) for n, a in state.arrays.items()}, state.facts)
    assert version_of(turned) == version_of(state)
    assert_same(weights_of(turned), a_cross())


@pytest.mark.parametrize("variance", [1, np.float64(0.5)])
def test_numbers_of_other_kinds_come_back_as_the_numbers_they_are(variance: float) -> None:
    weights = CrossWeights(flat_prior(variance))
    assert_same(weights_of(through_json(state_of(weights))), weights)

"""Weights grow with the features that are met, and begin where the prior has them."""

import numpy as np
import pytest

from recommender.crossed.cross_prior import CrossPrior, flat_prior
from recommender.crossed.cross_scores import active_table, deviations, logits
from recommender.crossed.cross_weights import CrossWeights

PRIOR = CrossPrior(
    variances={("category", "kind"): 0.5, ("bias", "kind"): 0.25},
    other_variance=0.01,
    intercept=-4.0,
    intercept_variance=1.0,
)


def test_a_new_pair_has_the_variance_of_its_block_in_whatever_order_its_features_are_met() -> None:
    first, second = CrossWeights(PRIOR), CrossWeights(PRIOR)
    for state in (first, second):
        sides = [lambda: state.page_of([("category:world", 1.0)])]  # noqa: B023
        sides.append(lambda: state.promo_of([("kind:offer", 1.0)]))  # noqa: B023
        for side in sides if state is first else reversed(sides):
            side()
        assert state.variance[1, 1] == 0.5
        assert state.variance[0, 1] == 0.25
        assert state.variance[1, 0] == 0.01


def test_a_page_and_a_promo_never_met_are_as_the_prior_says() -> None:
    state = CrossWeights(PRIOR)
    page = state.page_of([("bias:", 1.0), ("category:world", 1.0)])
    promo = active_table([state.promo_of([("bias:", 1.0), ("kind:offer", 1.0)])])
    assert logits(state, page, promo).tolist() == [-4.0]
    assert deviations(state, page, promo)[0] ** 2 == pytest.approx(1.0 + 0.25 + 0.01 + 0.5)


def test_it_grows_past_its_first_room_and_keeps_what_it_learned() -> None:
    state = CrossWeights(flat_prior(0.1))
    state.mean[0, 0] = 7.0
    for number in range(300):
        state.page_of([(f"article:{number}", 1.0)])
        state.promo_of([(f"promo:{number}", 1.0)])
    assert state.mean[0, 0] == 7.0
    assert (state.variance[1:301, 1:301] == 0.1).all()
    assert len(state.page) == len(state.promo) == 301


def test_what_a_refit_found_is_taken_over_and_later_features_begin_at_its_prior() -> None:
    state = CrossWeights(flat_prior(0.1))
    state.page_of([("category:world", 1.0)])
    mean, variance = np.full((2, 1), 0.3), np.full((2, 1), 0.02)
    state.promo_of([("kind:offer", 1.0)])
    state.set(mean, variance, prior=PRIOR)
    assert state.mean[:2, 0].tolist() == [0.3, 0.3]
    assert (state.mean[1, 1], state.variance[1, 1]) == (0.0, 0.5)


def test_padding_weighs_nothing() -> None:
    state = CrossWeights(PRIOR)
    page = state.page_of([("bias:", 1.0)])
    short = state.promo_of([("bias:", 1.0)])
    long = state.promo_of([("bias:", 1.0), *((f"topic:{each}", 0.5) for each in range(4))])
    together = logits(state, page, active_table([short, long]))
    assert together[0] == logits(state, page, active_table([short]))[0]


def test_its_room_is_the_same_however_it_was_filled() -> None:
    grown, at_once = CrossWeights(PRIOR), CrossWeights(PRIOR)
    names = [f"article:{number}" for number in range(150)]
    for name in names:
        grown.page_of([(name, 1.0)])
        at_once.page.number(name)
    at_once.set(grown.mean[:151, :1], grown.variance[:151, :1], prior=PRIOR)
    assert at_once.mean.shape == grown.mean.shape == (256, 64)
    assert at_once.variance.tobytes() == grown.variance.tobytes()

"""The online step: what one exposure does to the weights, compiled and plain alike."""

from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.crossed.cross_learning import IS_COMPILED, learn, plain_learn
from recommender.crossed.cross_prior import flat_prior
from recommender.crossed.cross_scores import active_table, deviations, logits
from recommender.crossed.cross_weights import CrossWeights

PAGE = [("bias:", 1.0), ("category:world", 1.0), ("tag:war", 0.6), ("tag:peace", 0.8)]
PROMO = [("bias:", 1.0), ("promo:ribs", 1.0), ("kind:offer", 1.0)]


def weights() -> CrossWeights:
    return CrossWeights(flat_prior(0.1, intercept=-3.0))


def logit_of(state: CrossWeights) -> float:
    page, promo = state.page_of(PAGE), state.promo_of(PROMO)
    return float(logits(state, page, active_table([promo]))[0])


def deviation_of(state: CrossWeights) -> float:
    page, promo = state.page_of(PAGE), state.promo_of(PROMO)
    return float(deviations(state, page, active_table([promo]))[0])


def after(state: CrossWeights, *clicks: int, theta: float = 1.0) -> CrossWeights:
    for is_clicked in clicks:
        page, promo = state.page_of(PAGE), state.promo_of(PROMO)
        learn(state, page, promo, theta=theta, is_clicked=bool(is_clicked))
    return state


def test_a_click_raises_the_logit_and_none_lowers_it() -> None:
    assert logit_of(after(weights(), 1)) > -3.0
    assert logit_of(after(weights(), 0)) < -3.0


def test_what_is_seen_is_surer() -> None:
    assert deviation_of(after(weights(), 0)) < deviation_of(weights())


def test_the_first_step_is_the_one_of_the_formula() -> None:
    state = weights()
    # The root's own variance of 1, and of 0.1 each of the 3 x 3 pairs of fields but the root.
    spread, rate = 1.0 + 0.1 * (3 * 3 - 1), 1 / (1 + exp(3.0))
    curvature = rate * (1 - rate)
    step = (1 - rate) / (1 + curvature * spread)
    assert step * spread > 1  # so it is cut to 1 / spread, and the logit moves by 1
    assert logit_of(after(state, 1)) == pytest.approx(-2.0)


def test_what_is_known_beside_the_weights_counts_as_part_of_the_logit() -> None:
    beside, within = weights(), CrossWeights(flat_prior(0.1, intercept=-2.0))
    for state, offset in ((beside, 1.0), (within, 0.0)):
        page, promo = state.page_of(PAGE), state.promo_of(PROMO)
        learn(state, page, promo, theta=0.5, is_clicked=True, offset=offset)
    assert logit_of(beside) + 1.0 == pytest.approx(logit_of(within), abs=1e-12)


def test_an_exposure_hardly_examined_tells_little() -> None:
    assert logit_of(after(weights(), 0, theta=0.1)) > logit_of(after(weights(), 0))


def test_many_exposures_tell_the_click_rate() -> None:
    state, rng = weights(), np.random.default_rng(5)
    after(state, *(rng.random(20_000) < 0.1).tolist())
    # The standard error of a rate of 0.1 over 20,000 draws is 0.002, of its logit 0.024.
    assert logit_of(state) == pytest.approx(log(0.1 / 0.9), abs=0.12)


def test_what_was_not_shown_stays_as_it_was() -> None:
    state = weights()
    state.page_of(PAGE)
    other = state.promo_of([("bias:", 1.0), ("promo:pub", 1.0)])
    before = state.mean[:, other.numbers[1]].copy(), state.variance[:, other.numbers[1]].copy()
    after(state, 1, 0)
    assert (state.mean[:, other.numbers[1]] == before[0]).all()
    assert (state.variance[:, other.numbers[1]] == before[1]).all()


@pytest.mark.skipif(not IS_COMPILED, reason="no C compiler was there")
@given(
    told=st.lists(
        st.tuples(st.booleans(), st.floats(0.01, 1.0), st.integers(0, 3)), min_size=1, max_size=30
    ),
    variance=st.floats(1e-4, 5.0),
    offset=st.floats(-5, 5),
)
def test_compiled_and_plain_agree_to_the_bit(
    told: list[tuple[bool, float, int]], variance: float, offset: float
) -> None:
    states = [CrossWeights(flat_prior(variance, intercept=-3.0)) for _ in range(2)]
    for is_clicked, theta, kind in told:
        for state, step in zip(states, (learn, plain_learn), strict=True):
            page = state.page_of(PAGE[: 4 - kind % 2])
            promo = state.promo_of([*PROMO[:2], (f"kind:{kind}", 0.7)])
            step(state, page, promo, theta=theta, is_clicked=is_clicked, offset=offset)
    assert states[0].mean.tobytes() == states[1].mean.tobytes()
    assert states[0].variance.tobytes() == states[1].variance.tobytes()


@given(clicks=st.lists(st.booleans(), max_size=60), variance=st.floats(1e-4, 50.0))
def test_no_log_however_odd_gives_a_weight_that_is_no_number(
    clicks: list[bool], variance: float
) -> None:
    state = after(CrossWeights(flat_prior(variance)), *clicks)
    assert np.isfinite(state.mean).all()
    assert (state.variance >= 0).all()


@pytest.mark.skipif(not IS_COMPILED, reason="no C compiler was there")
def test_features_beyond_the_weights_are_refused() -> None:
    from recommender.crossed.compiled_cross import learn as compiled

    table, row, one, is_clicked = np.zeros((2, 2)), np.array([2]), np.ones(1), bool(1)
    with pytest.raises(ValueError, match="do not fit"):
        compiled(table, table.copy(), 2, row, one, np.array([0]), one, 1.0, is_clicked)

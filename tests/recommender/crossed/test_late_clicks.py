"""A click that is told after its exposure ends near where one told at once does."""

import pytest

from recommender.crossed.cross_learning import learn
from recommender.crossed.cross_prior import flat_prior
from recommender.crossed.cross_scores import active_table, deviations, logits
from recommender.crossed.cross_weights import CrossWeights
from recommender.crossed.late_clicks import learn_late_click


def _learned(*, variance: float, is_late: bool, theta: float) -> tuple[float, float]:
    """Return the logit and its deviation after a clicked exposure."""
    weights = CrossWeights(flat_prior(variance, intercept=-3.0))
    page = weights.page_of([("bias:", 1.0), ("category:a", 0.7)])
    promo = weights.promo_of([("bias:", 1.0), ("promo:x", 0.6)])
    if is_late:
        learn(weights, page, promo, theta=theta, is_clicked=False)
        learn_late_click(weights, page, promo, theta=theta)
        assert weights.learned == 2
    else:
        learn(weights, page, promo, theta=theta, is_clicked=True)
    table = active_table([promo])
    return float(logits(weights, page, table)[0]), float(deviations(weights, page, table)[0])


@pytest.mark.parametrize("theta", [0.3, 1.0])
def test_a_late_click_ends_where_one_told_at_once_does(theta: float) -> None:
    at_once, late = (_learned(variance=1e-3, is_late=each, theta=theta) for each in (False, True))
    assert late[0] == pytest.approx(at_once[0], abs=0.02)
    assert late[1] == pytest.approx(at_once[1], abs=1e-3)


def test_a_late_click_alone_tells_the_variances_nothing() -> None:
    weights = CrossWeights(flat_prior(0.5))
    page, promo = weights.page_of([("bias:", 1.0)]), weights.promo_of([("promo:x", 1.0)])
    before = weights.variance.copy()
    learn_late_click(weights, page, promo, theta=1.0)
    assert (weights.variance == before).all()
    assert weights.mean[page.numbers[0], promo.numbers[0]] > 0


def test_a_step_is_never_longer_than_one_deviation_squared_allows() -> None:
    weights = CrossWeights(flat_prior(1000.0, intercept=-30.0))
    page, promo = weights.page_of([("bias:", 1.0)]), weights.promo_of([("promo:x", 1.0)])
    learn_late_click(weights, page, promo, theta=1.0)
    assert weights.mean[page.numbers[0], promo.numbers[0]] == pytest.approx(1.0)

"""Metrics agree with scikit-learn on single exposures, and totals with the exposures they sum."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as peer

from recommender.metrics import auc, calibration_error, log_loss, reliability

ROWS = st.lists(
    st.tuples(st.sampled_from([0.05, 0.1, 0.2, 0.5, 0.9]), st.booleans()), min_size=2, max_size=50
).filter(lambda rows: len({clicked for _, clicked in rows}) == 2)


@given(rows=ROWS)
def test_agrees_with_scikit_learn(rows: list[tuple[float, bool]]) -> None:
    rates = np.array([rate for rate, _ in rows])
    clicks = np.array([float(clicked) for _, clicked in rows])
    counts = {"clicks": clicks, "unclicked": 1 - clicks}
    assert log_loss(rates, **counts) == pytest.approx(peer.log_loss(clicks, rates))
    assert auc(rates, **counts) == pytest.approx(peer.roc_auc_score(clicks, rates))


@given(rows=ROWS, times=st.integers(2, 9))
def test_a_total_judges_like_its_exposures(rows: list[tuple[float, bool]], times: int) -> None:
    rates = np.array([rate for rate, _ in rows])
    clicks = np.array([float(clicked) for _, clicked in rows])
    totals = {"clicks": clicks * times, "unclicked": (1 - clicks) * times}
    single = {name: np.tile(count / times, times) for name, count in totals.items()}
    assert auc(rates, **totals) == pytest.approx(auc(np.tile(rates, times), **single))
    assert log_loss(rates, **totals) == pytest.approx(log_loss(np.tile(rates, times), **single))


def test_a_certain_mistake_costs_much_but_not_everything() -> None:
    loss = log_loss(np.array([0.0]), clicks=np.array([1.0]), unclicked=np.array([0.0]))
    assert 10 < loss < 100


def test_true_rates_are_calibrated_and_doubled_ones_are_not() -> None:
    rng = np.random.default_rng(1)
    rates = rng.uniform(0.01, 0.4, 50_000)
    clicks = (rng.random(len(rates)) < rates).astype(np.float64)
    counts = {"clicks": clicks, "unclicked": 1 - clicks}
    assert calibration_error(reliability(rates, **counts)) < 0.01
    assert calibration_error(reliability(2 * rates, **counts)) == pytest.approx(0.205, abs=0.01)


def test_reliability_bins_hold_equal_exposures() -> None:
    rates = np.linspace(0.01, 0.5, 1000)
    curve = reliability(rates, clicks=np.zeros(1000), unclicked=np.ones(1000), bins=10)
    assert [point.exposures for point in curve] == [100.0] * 10
    assert [point.observed for point in curve] == [0.0] * 10

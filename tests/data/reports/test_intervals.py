"""Intervals: they hold the truth as often as they say, and behave where there is little."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.reports.intervals import (
    Interval,
    RatioSums,
    mean_interval,
    rate_interval,
    ratio_interval,
)
from tests.data.reports.simulated_rates import simulated

LOGS = 500
# By chance alone 500 logs stray from 95 % by more than 3 % in 2 of 1,000 seeds; this one is fixed.
COVERED = (0.93, 0.97)


def of_decisions(units: list[int], hits: list[int]) -> RatioSums:
    m, c = (np.array(each, dtype=np.float64) for each in (units, hits))
    sums = (m.sum(), c.sum(), (m * m).sum(), (c * c).sum(), (m * c).sum())
    return RatioSums(
        **dict(
            zip(RatioSums.__dataclass_fields__, (np.array([each]) for each in sums), strict=True)
        )
    )


def bounds(interval: Interval) -> tuple[float, float, float]:
    return float(interval.value[0]), float(interval.low[0]), float(interval.high[0])


@pytest.mark.parametrize(("decisions", "rate"), [(300, 0.03), (1500, 0.01), (4000, 0.003)])
def test_click_rates_are_held_as_often_as_said(decisions: int, rate: float) -> None:
    sums = simulated(
        np.random.default_rng(11), logs=LOGS, decisions=decisions, rate=rate, cached=0.0
    )
    interval = rate_interval(sums)
    held = np.mean((interval.low <= rate) & (rate <= interval.high))
    assert COVERED[0] <= held <= COVERED[1]


def test_lifts_are_held_as_often_as_said() -> None:
    rng = np.random.default_rng(12)
    learned = simulated(rng, logs=LOGS, decisions=2000, rate=0.012, cached=0.05)
    control = simulated(rng, logs=LOGS, decisions=800, rate=0.01, cached=0.05)
    interval = ratio_interval(rate_interval(learned), rate_interval(control))
    held = np.mean((interval.low <= 1.2) & (interval.high >= 1.2))
    assert COVERED[0] <= held <= COVERED[1]


@pytest.mark.parametrize(("decisions", "rate", "cached"), [(40, 0.03, 0.0), (80, 0.01, 0.05)])
def test_rows_of_few_decisions_are_no_wider_than_said(
    decisions: int, rate: float, cached: float
) -> None:
    rng = np.random.default_rng(14)
    sums = simulated(rng, logs=4 * LOGS, decisions=decisions, rate=rate, cached=cached)
    names = RatioSums.__dataclass_fields__
    whole = RatioSums(**{name: getattr(sums, name).sum(keepdims=True) for name in names})
    interval = rate_interval(sums, whole=whole)
    held = np.mean((interval.low <= rate) & (rate <= interval.high))
    assert 0.94 <= held <= 0.965


def test_slots_counted_as_independent_would_hold_it_too_seldom() -> None:
    rng = np.random.default_rng(13)
    sums = simulated(rng, logs=LOGS, decisions=300, rate=0.05, cached=0.2)
    alone = RatioSums(
        units=sums.units,
        hits=sums.hits,
        units_squared=sums.units,
        hits_squared=sums.hits,
        products=sums.hits,
    )
    interval = rate_interval(alone)
    assert np.mean((interval.low <= 0.05) & (interval.high >= 0.05)) < 0.7


def test_a_rate_of_single_slots_is_wilsons() -> None:
    value, low, high = bounds(rate_interval(of_decisions([1] * 1000, [1] * 40 + [0] * 960)))
    assert value == 0.04
    # Wilson's interval of 40 in 1,000 (any textbook's formula by hand).
    assert (low, high) == pytest.approx((0.0295, 0.0540), abs=2e-4)


def test_no_click_has_an_interval_from_nothing() -> None:
    value, low, high = bounds(rate_interval(of_decisions([1] * 1000, [0] * 1000)))
    assert (value, low) == (0, 0)
    assert high == pytest.approx(3.84 / 1003.84, rel=0.01)


def test_the_same_slots_in_fewer_decisions_tell_less() -> None:
    _, _, spread = bounds(rate_interval(of_decisions([1] * 1200, [0] * 1200)))
    _, _, heaped = bounds(rate_interval(of_decisions([400] * 3, [0] * 3)))
    assert heaped > 2 * spread


def test_nothing_shown_tells_nothing() -> None:
    value, low, high = bounds(rate_interval(of_decisions([], [])))
    assert np.isnan([value, low, high]).all()


def test_a_lift_over_no_click_has_no_bound_above() -> None:
    some = rate_interval(of_decisions([1] * 500, [1] * 20 + [0] * 480))
    none = rate_interval(of_decisions([1] * 500, [0] * 500))
    value, low, high = bounds(ratio_interval(some, none))
    assert np.isnan(value)
    assert 1 < low < 20
    assert high == np.inf
    value, low, high = bounds(ratio_interval(none, some))
    assert (value, low) == (0, 0)
    assert high < 1


def test_a_lift_of_many_clicks_is_that_of_the_log_scale() -> None:
    one, other = (
        rate_interval(of_decisions([1] * 100_000, [1] * clicks + [0] * (100_000 - clicks)))
        for clicks in (6000, 5000)
    )
    value, low, high = bounds(ratio_interval(one, other))
    spread = 1.96 * np.sqrt(1 / 6000 - 1 / 100_000 + 1 / 5000 - 1 / 100_000)
    assert value == pytest.approx(1.2)
    assert (low, high) == pytest.approx((1.2 * np.exp(-spread), 1.2 * np.exp(spread)), rel=1e-3)


def test_revenue_that_never_came_is_not_told_to_be_none() -> None:
    assert bounds(mean_interval(of_decisions([1] * 10, [0] * 10))) == (0, 0, np.inf)
    value, low, high = bounds(mean_interval(of_decisions([1] * 100, [500] * 50 + [0] * 50)))
    assert low < value == 250 < high


@given(
    st.lists(
        st.tuples(st.integers(1, 40), st.integers(0, 40)).map(lambda each: (each[0], min(each))),
        min_size=1,
        max_size=40,
    )
)
def test_an_interval_always_holds_its_figure(decisions: list[tuple[int, int]]) -> None:
    units, hits = (list(each) for each in zip(*decisions, strict=True))
    value, low, high = bounds(rate_interval(of_decisions(units, hits)))
    assert 0 <= low <= value <= high <= 1

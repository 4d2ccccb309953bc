"""Bootstrap intervals hold the truth as often as they say, by group."""

import numpy as np

from training.bootstrap import ratio_estimate


def test_interval_covers_as_often_as_it_says() -> None:
    rng = np.random.default_rng(4)
    groups = np.repeat(np.arange(200), 5)
    covered = 0
    for _ in range(100):
        # Rows of a group move together: an interval over rows would be far too narrow.
        values = np.repeat(rng.normal(1.0, 1.0, 200), 5)
        found = ratio_estimate(values, np.ones(1000), groups=groups, seed=1)
        covered += found.low <= 1.0 <= found.high
    # 95 expected; below 88 has a probability of 0.2 %.
    assert covered >= 88


def test_many_groups_are_pooled_without_changing_the_interval() -> None:
    rng = np.random.default_rng(5)
    values = rng.normal(3.0, 1.0, 40_000)
    found = ratio_estimate(values, np.ones(40_000), groups=np.arange(40_000), seed=1)
    assert abs((found.high - found.low) / (2 * 1.96 / 200) - 1) < 0.15
    assert found.low < 3.0 < found.high


def test_one_group_has_no_spread() -> None:
    found = ratio_estimate(np.ones(3), np.full(3, 2.0), groups=np.zeros(3, np.int64), seed=1)
    assert (found.value, found.low, found.high) == (0.5, 0.5, 0.5)

"""A log too large for a refit is thinned, and stands for as much as before."""

import numpy as np
import pytest

from tests.training.log_builder import a_log, exposures_of
from training.cross_part import thinned
from training.position import exposed


def test_a_small_log_is_read_whole() -> None:
    log = exposures_of(a_log(visits=50))
    assert thinned(log, seed=1) is log


@pytest.mark.parametrize("most", [1_000, 4_000])
def test_a_thinned_log_stands_for_the_whole(most: int) -> None:
    log = exposures_of(a_log(visits=3_000))
    less = thinned(log, seed=1, most=most)
    assert len(less) == pytest.approx(most, rel=0.1)
    assert less.clicks.sum() == pytest.approx(log.clicks.sum(), rel=0.1)
    assert exposed(less).sum() == pytest.approx(exposed(log).sum(), rel=0.05)
    assert (less.clicks > 0).sum() >= min((log.clicks > 0).sum(), 0.45 * most)


def test_the_same_seed_keeps_the_same_rows() -> None:
    log = exposures_of(a_log(visits=500))
    one, two = (thinned(log, seed=7, most=500) for _ in range(2))
    assert np.array_equal(one.decision, two.decision)

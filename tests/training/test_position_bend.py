"""How far a ranker bends the curve comes back from randomised clicks, if there are enough."""

import numpy as np
import pytest

from training.position_bend import bend_of, roots

THETAS = 0.9 ** np.arange(12)
SORTED = THETAS * np.exp(-0.3 * roots(12))


def test_many_randomised_clicks_set_a_bent_curve_right() -> None:
    hopes = np.full(12, 5_000.0)
    bend = bend_of(hopes * THETAS, hopes, thetas=SORTED)
    assert bend.mean == pytest.approx(0.3, abs=0.02)
    assert bend.deviation < 0.02
    assert bend.unbent(SORTED) == pytest.approx(THETAS, rel=0.05)


def test_a_right_curve_is_left_alone() -> None:
    hopes = np.full(12, 5_000.0)
    assert bend_of(hopes * THETAS, hopes, thetas=THETAS).mean == pytest.approx(0, abs=1e-3)


def test_few_clicks_tell_little_and_none_tell_nothing() -> None:
    few, none = (
        bend_of(np.full(12, at) * THETAS, np.full(12, at), thetas=SORTED) for at in (2.0, 0.0)
    )
    assert 0 < few.mean < 0.15
    assert few.deviation > 0.1
    assert none.mean == 0
    assert none.deviation == pytest.approx(np.sqrt((0.3**2 + 3 * 0.03**2) / 4), rel=0.01)


def test_bends_of_several_placements_are_found_at_once() -> None:
    hopes = np.full((2, 12), 5_000.0)
    bend = bend_of(hopes * THETAS, hopes, thetas=np.stack([THETAS, SORTED]))
    assert bend.mean == pytest.approx([0, 0.3], abs=0.02)

"""How much of the judged time is read: all of a small day, a share of a very large one."""

import pytest

from data.lake.lots import LOTS
from training.window_reading import ENOUGH_JUDGED, judged_share


@pytest.mark.parametrize("held", [0.0, 5.0, ENOUGH_JUDGED])
def test_a_small_day_is_judged_whole(held: float) -> None:
    assert judged_share(held) == 1.0


@pytest.mark.parametrize("times", [1.5, 9.0, 1e9])
def test_of_a_large_day_as_many_exposures_are_judged_as_are_enough(times: float) -> None:
    share = judged_share(times * ENOUGH_JUDGED)
    assert share * times == pytest.approx(1, rel=0.01) or share == 1 / LOTS
    assert share * LOTS == round(share * LOTS)

"""How likely a slot is examined: the most particular curve that is known."""

import numpy as np
import pytest

from recommender.learned import examined_cell, examined_name
from recommender.theta_lookup import theta_at

NAME = examined_name("daily", "footer")
CURVES = {
    NAME: np.array([1.0, 0.5], np.float32),
    examined_cell(NAME, device=None, exposed_by="view"): np.array([1.0, 0.75], np.float32),
    examined_cell(NAME, device="mobile", exposed_by="view"): np.array([1.0, 0.25], np.float32),
}


@pytest.mark.parametrize(
    ("device", "exposed_by", "theta"),
    [("mobile", "view", 0.25), ("desktop", "view", 0.75), ("mobile", "impression", 0.5)],
)
def test_a_device_has_its_own_curve_if_one_is_known(
    device: str, exposed_by: str, theta: float
) -> None:
    place = ("daily", "footer")
    assert theta_at(CURVES, 1, place=place, device=device, exposed_by=exposed_by) == theta
    assert theta_at(CURVES, 9, place=place, device=device, exposed_by=exposed_by) == theta


def test_where_nothing_is_known_every_slot_counts_as_examined() -> None:
    place = ("daily", "sidebar")
    assert theta_at(CURVES, 5, place=place, device=None, exposed_by="view") == 1.0

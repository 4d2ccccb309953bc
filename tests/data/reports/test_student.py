"""Student's t: the points of the tables that every textbook prints."""

import numpy as np
import pytest

from data.reports.student import t_point


@pytest.mark.parametrize(
    ("degrees", "point"),
    [(1, 12.706), (2, 4.303), (3, 3.182), (5, 2.571), (10, 2.228), (30, 2.042), (1e9, 1.960)],
)
def test_knows_the_points_of_the_tables(degrees: float, point: float) -> None:
    assert t_point(np.array([float(degrees)]))[0] == pytest.approx(point, rel=2e-3)


def test_falls_with_the_degrees() -> None:
    points = t_point(np.linspace(1, 50, 500))
    assert (np.diff(points) < 0).all()

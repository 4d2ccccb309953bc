"""Known theta comes back within its intervals: grids and lists, devices, views and impressions."""

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.training.log_builder import a_row, exposure_table, exposures_of
from tests.training.position_log import Part, a_grid, a_list, a_position_log
from training.encoding import Exposures
from training.position import examination_of, first_examination, thetas_of
from training.position_interval import PositionCurve, position_curves

LOGS = 8
# Nominally 0.95; positions share the noise of the first, so a log's intervals miss together. Over
# 24 logs such parts had 0.94 with a spread of 0.07 a log: 0.82 lies 5 errors of 8 logs below.
LEAST_COVERAGE = 0.82
# With 2 % of control a bend that chance hides now and then spoils a whole log: 24 logs had 0.87
# with a spread of 0.24 a log, so that 8 have less than this once in 200.
LEAST_WITH_LITTLE_CONTROL = 0.65


def parts(*, decisions: int, control_share: float) -> list[Part]:
    grid = a_grid(12, columns=4, kept=0.8)
    return [
        Part("footer", "mobile", "view", a_list(12, kept=0.94), decisions, control_share),
        Part("footer", "desktop", "view", grid, decisions, control_share),
        Part("side", "mobile", "impression", a_list(6, kept=0.75), decisions, control_share),
    ]


def own_rates(exposures: Exposures) -> NDArray[np.float64]:
    thetas = thetas_of(first_examination(exposures), exposures)
    clicks = np.bincount(exposures.promo, exposures.clicks)
    return (clicks / np.bincount(exposures.promo, thetas))[exposures.promo]


def found_in(exposures: Exposures) -> dict[tuple[str, str | None, str], PositionCurve]:
    found = first_examination(exposures)
    curves = position_curves(exposures, own_rates(exposures), found)
    return {(curve.place, curve.device, curve.exposed_by): curve for curve in curves}


def coverage(curve: PositionCurve, truth: NDArray[np.float64]) -> float:
    low, high = np.array(curve.low), np.array(curve.high)
    return float(((low <= truth) & (truth <= high))[1:].mean())


@pytest.mark.parametrize("control_share", [1.0, 0.3])
def test_intervals_hold_the_truth(control_share: float) -> None:
    shares = []
    for seed in range(LOGS):
        log = parts(decisions=2_500, control_share=control_share)
        curves = found_in(exposures_of(a_position_log(*log, seed=seed)))
        shares += [coverage(curves[part.key], part.thetas) for part in log]
    assert np.mean(shares) > LEAST_COVERAGE


def test_more_decisions_make_intervals_narrower() -> None:
    few, many = (
        found_in(exposures_of(a_position_log(*parts(decisions=n, control_share=1.0), seed=3)))
        for n in (500, 4_000)
    )
    key = ("daily/footer", "mobile", "view")
    width = [np.mean(np.array(each[key].high) - np.array(each[key].low)) for each in (few, many)]
    assert width[1] < 0.6 * width[0]


def test_randomised_traffic_sets_right_what_the_ranker_bends() -> None:
    """The ranker sees each reader's mood; by the promos' own rates the first slots look better."""
    truth = a_list(8, kept=0.9)
    log = a_position_log(Part("footer", "mobile", "view", truth, 12_000, 0.3), seed=1, taste=0.8)
    with_control = first_examination(exposures_of(log))["daily/footer"]
    blind = log.set_column(log.column_names.index("arm"), "arm", [["learned"] * len(log)])
    without = first_examination(exposures_of(blind))["daily/footer"]
    assert np.abs(without - truth)[1:].mean() > 0.15
    assert np.abs(with_control - truth)[1:].mean() < 0.08


def test_a_little_control_sets_right_lists_and_grids_of_three_columns() -> None:
    """One view in fifty is random; the ranker sorts the others by a mood that r misses."""
    shares, errors, blind_errors = [], [], []
    for seed in range(LOGS):
        log = [
            Part("footer", "mobile", "view", a_list(12, kept=0.94), 6_000, 0.02),
            Part("footer", "desktop", "view", a_grid(12, columns=3, kept=0.8), 4_000, 0.02),
        ]
        table = a_position_log(*log, seed=seed, taste=0.6)
        curves = found_in(exposures_of(table))
        blind = table.set_column(table.column_names.index("arm"), "arm", [["learned"] * len(table)])
        without = first_examination(exposures_of(blind))
        for part in log:
            curve = curves[part.key]
            shares.append(coverage(curve, part.thetas))
            errors.append(np.array(curve.theta) - part.thetas)
            name = f"daily/footer by view on {part.device}"
            blind_errors.append(without[name] - part.thetas)
    assert np.mean(shares) > LEAST_WITH_LITTLE_CONTROL
    assert np.abs(np.mean(errors, axis=0)).mean() < 0.07
    assert np.abs(np.mean(blind_errors, axis=0)).mean() > 0.15


def test_a_device_with_few_clicks_is_as_its_placement() -> None:
    many = Part("footer", "mobile", "view", a_list(4, kept=0.6), 5_000)
    few = Part("footer", "tablet", "view", a_list(4, kept=0.6), 10)
    found = first_examination(exposures_of(a_position_log(many, few, seed=2)))
    tablet, whole = found["daily/footer by view on tablet"], found["daily/footer by view"]
    assert tablet == pytest.approx(whole, rel=0.12)
    assert whole == pytest.approx(found["daily/footer"])


def test_views_and_impressions_of_one_placement_have_curves_of_their_own() -> None:
    viewed = Part("footer", "mobile", "view", a_list(8, kept=0.97), 6_000)
    rendered = Part("footer", "mobile", "impression", a_list(8, kept=0.7), 3_000)
    found = first_examination(exposures_of(a_position_log(viewed, rendered, seed=4)))
    assert found["daily/footer by view"][-1] == pytest.approx(0.97**7, abs=0.1)
    assert found["daily/footer by impression"][-1] == pytest.approx(0.7**7, abs=0.05)
    assert found["daily/footer"] == pytest.approx(found["daily/footer by view"])


def test_exposures_of_an_unknown_device_are_as_the_placement() -> None:
    known = {name: np.array([1, at], np.float32) for name, at in EXAMINED.items()}
    rows = [a_row(position=1, **cell) for cell in CELLS]
    exposures = exposures_of(exposure_table(rows))
    assert thetas_of(known, exposures) == pytest.approx([0.5, 0.6, 0.6, 0.9])


EXAMINED = {
    "daily/footer by view on mobile": 0.5,
    "daily/footer by view": 0.6,
    "daily/footer": 0.9,
}
CELLS = [
    {"device": "mobile", "exposed_by": "view"},
    {"device": "desktop", "exposed_by": "view"},
    {"device": None, "exposed_by": "view"},
    {"device": "mobile", "exposed_by": "impression"},
]


def test_an_unknown_devices_rows_count_for_the_whole() -> None:
    rows = [a_row(device=None, clicks=n % 2, position=n % 3 // 2) for n in range(400)]
    exposures = exposures_of(exposure_table(rows))
    found = examination_of(exposures, np.full(len(exposures), 0.5))
    assert set(found) == {"daily/footer", "daily/footer by view"}
    (curve,) = position_curves(exposures, np.full(len(exposures), 0.5), found)
    assert (curve.device, curve.clicks) == (None, 200.0)

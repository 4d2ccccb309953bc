"""Platt calibration finds the slope and intercept that made the clicks, sampled or not."""

import numpy as np
import pytest

from training.calibrate import Calibration, calibrated

TRUE = Calibration(slope=0.7, intercept=-2.0)


@pytest.mark.parametrize("share", [1.0, 0.2])
def test_finds_what_made_the_clicks(share: float) -> None:
    rng = np.random.default_rng(2)
    logits = rng.normal(size=60_000)
    thetas = rng.choice([1.0, 0.5], len(logits))
    clicks = (rng.random(len(logits)) < thetas * TRUE.rates(logits)).astype(np.float64)
    kept = (clicks > 0) | (rng.random(len(logits)) < share)
    found = calibrated(
        logits[kept],
        thetas=thetas[kept],
        clicks=clicks[kept],
        unclicked=(1 - clicks[kept]) / share,
        log_share=float(np.log(share)),
    )
    assert found.slope == pytest.approx(TRUE.slope, abs=0.05)
    assert found.intercept == pytest.approx(TRUE.intercept, abs=0.05)


def test_the_slope_stays_positive_against_all_evidence() -> None:
    logits = np.linspace(-1, 1, 200)
    clicks = (logits < 0).astype(np.float64)
    found = calibrated(
        logits, thetas=np.ones(200), clicks=clicks, unclicked=1 - clicks, log_share=0.0
    )
    assert found.slope > 0


def test_a_few_clicks_leave_the_slope_near_one() -> None:
    found = calibrated(
        np.array([0.0, 0.1]),
        thetas=np.ones(2),
        clicks=np.array([1.0, 0.0]),
        unclicked=np.array([0.0, 1.0]),
        log_share=0.0,
    )
    assert found.slope == pytest.approx(1, abs=0.1)

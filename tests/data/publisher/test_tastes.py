"""Tastes hold for their era: from its first millisecond until the next one begins."""

from dataclasses import replace

import numpy as np
import pytest

from data.publisher.appeal import Appeal
from data.publisher.tastes import ALWAYS_MS, Era, Tastes
from data.worlds.world import Visits

NO_AGE = np.full((1, 1), np.nan)


def an_appeal(own: float) -> Appeal:
    """Return what appeals where one promo meets nothing but its own quality."""
    nothing = np.zeros((1, 1))
    return Appeal(nothing, nothing, nothing, nothing, nothing, np.array([own]))


def visits_at(*at_ms: int) -> Visits:
    """Return visits alike but for their times."""
    zero = np.zeros(len(at_ms), dtype=np.int64)
    return Visits(
        at_ms=np.array(at_ms),
        article=zero,
        place=zero,
        device=zero,
        language=zero,
        signed_in=zero.astype(bool),
        local_hour=zero,
        segment=zero,
    )


def test_each_visit_meets_the_tastes_of_its_time_in_any_order() -> None:
    eras = (Era(ALWAYS_MS, an_appeal(0.0)), Era(10, an_appeal(1.0)), Era(20, an_appeal(-1.0)))
    visits = visits_at(25, 9, 10, 19, 20)
    logits = Tastes(eras).logits(visits, np.zeros((1, 1), dtype=np.int64), age_days=NO_AGE)
    assert logits.ravel().tolist() == [-1.0, 0.0, 1.0, 1.0, -1.0]


def test_expected_rates_weigh_the_segments_by_their_shares() -> None:
    appeal = replace(an_appeal(0.0), by_segment=np.array([[0.0], [np.log(3)]]))
    tastes = Tastes((Era(ALWAYS_MS, appeal),))
    rates = tastes.expected_click_rates(
        visits_at(1),
        np.zeros((1, 1), dtype=np.int64),
        age_days=NO_AGE,
        shares=np.array([[0.25, 0.75]]),
    )
    assert rates == pytest.approx(0.25 * 0.5 + 0.75 * 0.75)


def test_a_settled_base_gives_the_wanted_mean() -> None:
    logits = np.random.default_rng(1).normal(size=500)
    tastes = Tastes((Era(ALWAYS_MS, an_appeal(0.0)),)).settled(logits, mean_click_rate=0.02)
    assert (1 / (1 + np.exp(-tastes.base - logits))).mean() == pytest.approx(0.02)

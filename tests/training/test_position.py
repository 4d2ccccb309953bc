"""Theta comes back from a log whose positions are examined ever less."""

import numpy as np
import pytest

from recommender.domain import Article, Promo
from tests.training.log_builder import a_log, a_row, exposure_table, exposures_of, sampled
from training.position import examination_of, first_examination, thetas_of

THETAS = (1.0, 0.7, 0.5, 0.3)


def by_promo(article: Article, promo: Promo) -> float:
    """Return rates from 0.1 to 0.45, whatever the article."""
    return 0.1 + 0.05 * (int(promo.id[-1]) + 4 * (promo.kind == "story"))


def test_theta_comes_back() -> None:
    exposures = exposures_of(a_log(by_promo, thetas=THETAS, visits=6_000))
    found = first_examination(exposures)["daily/footer"]
    assert found == pytest.approx(np.array(THETAS), abs=0.05)


def test_sampling_the_unclicked_does_not_move_theta() -> None:
    log = a_log(by_promo, thetas=THETAS, visits=6_000)
    whole = first_examination(exposures_of(log))["daily/footer"]
    part = first_examination(exposures_of(sampled(log, share=0.3)))["daily/footer"]
    assert part == pytest.approx(whole, abs=0.04)


def test_a_position_without_clicks_follows_the_one_above() -> None:
    rows = [a_row(clicks=n % 2) for n in range(200)] + [a_row(position=1)]
    found = first_examination(exposures_of(exposure_table(rows)))["daily/footer"]
    assert found[0] == 1
    assert 0.5 < found[1] <= 1


def test_theta_is_never_above_one() -> None:
    rows = [a_row(), a_row(), *(a_row(position=1, clicks=1) for _ in range(100))]
    exposures = exposures_of(exposure_table(rows))
    found = examination_of(exposures, np.full(len(exposures), 0.5))
    assert found["daily/footer"].max() == 1


def test_places_unknown_and_positions_beyond() -> None:
    rows = [a_row(position=9), a_row(placement="side", position=3)]
    exposures = exposures_of(exposure_table(rows))
    known = {"daily/footer": np.array([1.0, 0.5], dtype=np.float32)}
    assert thetas_of(known, exposures).tolist() == [0.5, 1.0]

"""A small log is read whole, a large one sampled; sampling leaves the click rates as they are."""

import pytest

from data.lake.lots import LOTS
from recommender.metrics import log_loss
from tests.training.log_builder import a_log, exposures_of, sampled
from training.best_trial import best_trial
from training.fit_settings import FitSettings
from training.prediction import click_rates
from training.sampling_share import ENOUGH_CLICKED, ENOUGH_UNCLICKED, Shares, sampling_shares
from training.time_split import time_split
from training.trial import learned_from


def trained_loss(share: float) -> tuple[float, float]:
    """Return log-loss and mean predicted rate on a whole log, trained on a sample of another."""
    exposures = exposures_of(sampled(a_log(visits=12_000), share=share))
    split = time_split(exposures)
    fit, stop = (exposures.where(part(exposures.times)) for part in (split.fit, split.stop))
    settings = FitSettings(components=4, rate=0.1, unclicked_share=share)
    trial = best_trial(fit, stop, searched=[settings], report=str)
    asked = exposures_of(a_log(visits=2_000, seed=8))
    rates = click_rates(learned_from(trial, fit, version="sampled"), asked)
    return log_loss(rates, clicks=asked.clicks, unclicked=asked.unclicked), float(rates.mean())


def test_sampling_keeps_calibration() -> None:
    whole_loss, whole_rate = trained_loss(1.0)
    part_loss, part_rate = trained_loss(0.25)
    assert part_rate == pytest.approx(whole_rate, rel=0.06)
    assert part_rate == pytest.approx(0.22, rel=0.06)
    assert part_loss == pytest.approx(whole_loss, rel=0.01)


@pytest.mark.parametrize("unclicked", [0, 1, 50_000, ENOUGH_UNCLICKED])
def test_a_small_log_is_read_whole(unclicked: int) -> None:
    assert sampling_shares(clicked=100, unclicked=unclicked) == Shares()


def test_of_a_large_log_as_many_are_read_as_are_enough() -> None:
    unclicked = 30_000_000
    shares = sampling_shares(clicked=250_000, unclicked=unclicked)
    assert shares.log == 1.0
    assert shares.unclicked * unclicked == pytest.approx(ENOUGH_UNCLICKED, rel=0.001)
    assert shares.unclicked * LOTS == round(shares.unclicked * LOTS)


def test_where_clicks_are_many_two_others_are_read_for_each() -> None:
    shares = sampling_shares(clicked=500_000, unclicked=50_000_000)
    assert shares == Shares(unclicked=pytest.approx(0.02, rel=0.001))


def test_where_clicks_are_very_many_the_log_is_thinned() -> None:
    shares = sampling_shares(clicked=2_500_000, unclicked=250_000_000)
    assert shares.log * 2_500_000 == pytest.approx(ENOUGH_CLICKED, rel=0.001)
    assert shares.unclicked == pytest.approx(0.02, rel=0.01)


def test_however_large_the_log_something_unclicked_is_read() -> None:
    shares = sampling_shares(clicked=0, unclicked=10**12)
    assert shares.log * shares.unclicked == 1 / LOTS

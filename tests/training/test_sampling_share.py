"""Reading a share of the unclicked exposures leaves the click rates where they are."""

import pytest

from recommender.metrics import log_loss
from tests.training.log_builder import a_log, exposures_of, sampled
from training.fit_settings import FitSettings
from training.prediction import click_rates
from training.time_split import time_split
from training.trial import best_trial, learned_from


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

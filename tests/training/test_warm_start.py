"""A fit that begins at an earlier model knows at once what that knew."""

from dataclasses import replace

import numpy as np
import pytest

from recommender.learned import FeatureSide
from tests.training.log_builder import a_log, exposures_of
from training.best_trial import best_trial
from training.dataset import dataset
from training.fit import Sides, fitted_epochs
from training.fit_settings import FitSettings
from training.prediction import logits
from training.time_split import time_split
from training.topics import judged_texts
from training.trial import learned_from
from training.warm_start import BegunSides, WarmStart, begun_sides

SETTINGS = FitSettings(components=4, epochs=6, rate=0.1, rarest=1)


@pytest.fixture(scope="module")
def started() -> WarmStart:
    exposures = exposures_of(a_log(visits=600))
    split = time_split(exposures)
    fit, stop = (exposures.where(part(exposures.times)) for part in (split.fit, split.stop))
    trial = best_trial(fit, stop, searched=[SETTINGS], report=str)
    return WarmStart(learned_from(trial, fit, version="before"))


def begun_at(start: WarmStart) -> tuple[BegunSides, Sides]:
    """Return where a fit of another log begins, and what it then has learned of nothing."""
    exposures = exposures_of(a_log(visits=300, seed=3))
    judged = judged_texts(start.learned.text_topics, exposures)
    data = dataset(exposures, np.ones(len(exposures)), judged=judged, settings=SETTINGS)
    begun = begun_sides(data, exposures, judged, start)
    sides = Sides(
        visit=FeatureSide(data.visit_names, begun.visit.vectors),
        promo=FeatureSide(data.promo_names, begun.promo.vectors),
    )
    return begun, sides


def test_what_both_know_is_scored_as_before(started: WarmStart) -> None:
    exposures = exposures_of(a_log(visits=300, seed=3))
    judged = judged_texts(started.learned.text_topics, exposures)
    before = Sides(started.learned.visit_side, started.learned.promo_side)
    _, sides = begun_at(started)
    assert logits(sides, judged, exposures) == pytest.approx(
        logits(before, judged, exposures), abs=1e-3
    )


def test_the_first_epoch_moves_little_from_there(started: WarmStart) -> None:
    exposures = exposures_of(a_log(visits=300, seed=3))
    judged = judged_texts(started.learned.text_topics, exposures)
    data = dataset(exposures, np.ones(len(exposures)), judged=judged, settings=SETTINGS)
    begun = begun_sides(data, exposures, judged, started)
    once = replace(SETTINGS, epochs=1)
    (warm,), (cold,) = fitted_epochs(data, once, begun), fitted_epochs(data, once)
    known = begun.promo.known
    moved = np.abs(warm.promo.vectors - begun.promo.vectors)[known].max()
    assert 0 < moved < np.abs(cold.promo.vectors - begun.promo.vectors)[known].max() / 5


def test_only_a_fit_of_the_same_width_begins_there(started: WarmStart) -> None:
    assert started.suits(SETTINGS)
    assert not started.suits(replace(SETTINGS, components=5))

"""The cross learner's step of a training: what it keeps, and how it gives way."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from data.lake.lake_store import Lake
from data.learning.learner_base import refit_base
from data.models.cross_store import CrossStore
from recommender.crossed.cross_prior import flat_prior
from recommender.crossed.cross_weights import CrossWeights
from recommender.crossed.portable_prior import PORTABLE
from tests.training.log_builder import FIRST, a_log, exposures_of
from training.best_trial import best_trial
from training.cross_trial import Blended
from training.crossing import KEPT_STATES, Crossing, CrossStep, cross_step
from training.encoding import Exposures
from training.fit_settings import FitSettings
from training.stacking import Blend
from training.time_split import TimeSplit
from training.trial import Trial
from training.window_reading import Window

LOG = exposures_of(a_log(visits=600))
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def trial() -> Trial:
    fit, stop = LOG.part(0, 1_200), LOG.part(1_200, 1_800)
    settings = FitSettings(components=2, epochs=1, topics=1)
    return best_trial(fit, stop, searched=[settings], report=str)


@pytest.fixture
def step(tmp_path: Path) -> CrossStep:
    lake, store = Lake((tmp_path / "lake").as_uri()), CrossStore(tmp_path / "states")
    return cross_step(store, lake, since=FIRST - DAY, until=FIRST + 9 * DAY)


def store_of(step: CrossStep) -> CrossStore:
    """Return the store of a step that has one."""
    assert step.store is not None
    return step.store


def a_window(log: Exposures = LOG) -> Window:
    """Return a window whose halves are fitted on, and whose last quarter is judged by."""
    stop_from, judge_from = int(LOG.times[1_200]), int(LOG.times[1_800])
    split = TimeSplit(begins=0, stop_from=stop_from, judge_from=judge_from, ends=2**62)
    return Window(sampled=log, judged=LOG.part(1_800, 2_400), judged_share=1.0, split=split)


def test_a_state_is_kept_with_the_model_it_goes_with(step: CrossStep, trial: Trial) -> None:
    told: list[str] = []
    crossing = step.crossing(a_window(), trial, trial, report=told.append)
    step.keep(crossing, model="2026-11-06T00-00")
    stored = store_of(step).load(crossing.content()["state"])
    assert store_of(step).newest() == stored.version
    assert stored.about["model"] == "2026-11-06T00-00"
    assert set(stored.about["blend"]) == {"weight", "intercept"}
    kind = "latent factors" if stored.about["has_factors"] else "single weights"
    assert f"; {kind} beside " in stored.about["note"]
    assert stored.about["since"] == (FIRST - DAY).isoformat()
    last = datetime.fromtimestamp(LOG.times[-1] / 1e6, UTC)
    assert last < datetime.fromisoformat(stored.about["decided_until"]) <= last + 2 * DAY / 86_400
    base = refit_base(stored.version, 0, stored.about)
    assert (base.model, base.share) == ("2026-11-06T00-00", stored.about["blend"]["weight"])
    assert crossing.stands_alone == (base.share == 0)
    assert told[-1] == crossing.note
    json.dumps(crossing.content(), allow_nan=False)


def test_without_a_store_it_is_not_trained(tmp_path: Path, trial: Trial) -> None:
    step = cross_step(None, Lake(tmp_path.as_uri()), since=FIRST, until=FIRST + DAY)
    crossing = step.crossing(a_window(), trial, trial, report=str)
    step.keep(crossing, model="m")
    assert crossing.content() == {"note": "the cross learner was not asked for"}


def test_the_newest_prior_is_gone_on_with(step: CrossStep, trial: Trial) -> None:
    first = step.crossing(a_window(), trial, trial, report=str)
    store_of(step).save(CrossWeights(flat_prior(0.5)))
    again = step.crossing(a_window(), trial, trial, report=str)
    assert first.refitted is not None
    assert again.refitted is not None
    assert set(first.refitted.weights.prior.variances) >= set(PORTABLE.variances)
    assert again.refitted.weights.prior.other_variance == 0.5


def test_a_spoilt_state_is_passed_over(step: CrossStep, trial: Trial) -> None:
    store_of(step).save(CrossWeights(flat_prior(0.5)))
    (path,) = store_of(step).folder.glob("*.npz")
    path.write_bytes(path.read_bytes()[:100])
    crossing = step.crossing(a_window(), trial, trial, report=str)
    assert crossing.refitted is not None
    assert crossing.refitted.weights.prior.other_variance == PORTABLE.other_variance


def test_a_log_that_it_cannot_use_gives_a_sentence_and_no_state(
    step: CrossStep, trial: Trial
) -> None:
    told: list[str] = []
    late = LOG.clicks * (np.arange(len(LOG)) >= 1_200)
    crossing = step.crossing(a_window(replace(LOG, clicks=late)), trial, trial, report=told.append)
    step.keep(crossing, model="m")
    assert store_of(step).newest() is None
    assert crossing.content() == {"note": told[-1]}
    assert told == [crossing.note]
    assert "no cross learner" in crossing.note
    assert "--days" in crossing.note


def test_the_newest_states_are_kept(step: CrossStep) -> None:
    for number in range(KEPT_STATES + 1):
        weights = CrossWeights(flat_prior(0.1 + number))
        refitted = Blended(weights, Blend(0.5, 0.0), 0.0, 0.1, has_factors=True)
        crossing = Crossing(note="", refitted=refitted, decided_until=FIRST)
        step.keep(crossing, model=f"m{number}")
    assert len(store_of(step).versions()) == KEPT_STATES
    newest = store_of(step).load(store_of(step).newest() or "")
    assert newest.about["model"] == f"m{KEPT_STATES}"

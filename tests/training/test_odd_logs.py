"""Logs as they should not be: learned from all the same, or refused with what to do."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from recommender.crossed.portable_prior import PORTABLE
from recommender.errors import NotEnoughData
from tests.training.log_builder import (
    FIRST,
    OFFERS,
    SPORTS,
    STORIES,
    WORLD,
    a_log,
    a_row,
    exposure_table,
    exposures_of,
)
from training.best_trial import best_trial
from training.cross_part import cross_part
from training.cross_trial import cross_refitted, cross_trial
from training.crossed_things import CrossedThings
from training.encoding import Exposures
from training.fit_settings import FitSettings
from training.newness import NEW_ARTICLES, seen_in
from training.scorecard import Scorecard, scorecard
from training.time_split import time_split
from training.trial import learned_from

SETTINGS = FitSettings(components=2, epochs=1, topics=1)
Rows = list[dict[str, Any]]


def rows_of(**changes: Any) -> Rows:
    """Return the rows of a small log of world and sports pages."""
    return a_log(visits=400, **changes).to_pylist()  # type: ignore[no-any-return]


def judged(log: Exposures) -> Scorecard:
    """Train on a log, the cross learner too, and return the scorecard."""
    split = time_split(log)
    fit, stop, judge = (log.where(part(log.times)) for part in (split.fit, split.stop, split.judge))
    trial = best_trial(fit, stop, searched=[SETTINGS], report=str)
    things, parts = CrossedThings(), [cross_part(each, trial) for each in (fit, stop, log)]
    crossed = cross_trial(parts[0], parts[1], prior=PORTABLE, things=things, report=str)
    refitted = cross_refitted(crossed, parts[2], things=things)
    assert np.isfinite(refitted.weights.mean).all()
    assert (refitted.weights.variance >= 0).all()
    candidate = learned_from(trial, fit, version="odd")
    return scorecard(candidate, judge, live=None, seen=seen_in(fit))


def test_a_section_that_vanishes_leaves_a_model_for_the_others() -> None:
    old, new = rows_of(articles=WORLD), rows_of(articles=SPORTS)
    cut = len(old) * 3 // 4
    card = judged(exposures_of(exposure_table(old[:cut] + new[cut:])))
    assert np.isfinite(card.log_loss)
    # Nothing of what is judged was met, and no section of it.
    assert card.newcomers[NEW_ARTICLES].share == 1
    assert card.newcomers[NEW_ARTICLES].log_loss == pytest.approx(card.log_loss)


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param(lambda row: {"clicks": 3 * row["clicks"]}, id="more clicks than exposures"),
        pytest.param(lambda row: {"article": None, "article_version": None}, id="no article"),
        pytest.param(lambda row: {"promo_version": 9}, id="promos that were never served"),
        pytest.param(lambda row: {"device": None, "local_hour": None}, id="unknown readers"),
        pytest.param(
            lambda row: {"decided_at": row["decided_at"] + timedelta(days=9_000)}, id="the future"
        ),
    ],
)
def test_what_is_odd_is_learned_from_all_the_same(odd: Callable[[Any], Any]) -> None:
    card = judged(exposures_of(exposure_table([row | odd(row) for row in rows_of()])))
    assert np.isfinite(card.log_loss)
    assert card.clicks > 0


def test_exposures_of_years_ago_do_not_bend_the_split() -> None:
    ago = [
        a_row(decision=f"ago{n}", decided_at=FIRST - timedelta(days=3_000), clicks=n % 2)
        for n in range(20)
    ]
    table = exposure_table(ago + rows_of())
    split = time_split(exposures_of(table))
    plain = time_split(exposures_of(exposure_table(rows_of())))
    assert (split.stop_from, split.judge_from) == (plain.stop_from, plain.judge_from)
    assert np.isfinite(judged(exposures_of(table)).log_loss)


def test_promos_of_the_future_are_as_new_as_can_be() -> None:
    later = [
        replace(each, published_at=FIRST + timedelta(days=5_000)) for each in (*STORIES, *OFFERS)
    ]
    log = exposures_of(exposure_table(rows_of()), promos=later)
    assert {name for row in log.promos.names for name in row if name.startswith("age:")} == {
        "age:0"
    }
    assert np.isfinite(judged(log).log_loss)


@pytest.mark.parametrize("clicks", [0, 1])
def test_a_log_of_one_class_is_refused_with_what_to_do(clicks: int) -> None:
    log = exposures_of(exposure_table([row | {"clicks": clicks} for row in rows_of()]))
    with pytest.raises(NotEnoughData, match="--days"):
        judged(log)

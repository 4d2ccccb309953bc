"""A search that runs out of time keeps what it has; with time it is as without a limit."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from tests.training.log_builder import a_log, exposures_of
from training.best_trial import best_trial
from training.fit_settings import FitSettings
from training.time_limit import limit_from_now
from training.time_split import time_split
from training.trial import Trial

SEARCHED = [FitSettings(components=width, epochs=4, rate=0.1) for width in (2, 3, 4)]


def a_clock() -> Callable[[], float]:
    """Return a clock that is a second later whenever it is asked, from 100."""
    seconds: Iterator[int] = count(100)
    return lambda: float(next(seconds))


def searched(most_seconds: float | None) -> tuple[Trial, list[str]]:
    exposures = exposures_of(a_log(visits=400))
    split = time_split(exposures)
    fit, stop = (exposures.where(part(exposures.times)) for part in (split.fit, split.stop))
    told: list[str] = []
    limit = limit_from_now(a_clock(), most_seconds)
    trial = best_trial(fit, stop, searched=SEARCHED, report=told.append, is_over=limit.is_over)
    return trial, told


@pytest.mark.parametrize("most_seconds", [0, 1, 4])
def test_nothing_new_is_begun_when_time_is_up(most_seconds: float) -> None:
    trial, told = searched(most_seconds)
    assert trial.out_of_time
    assert trial.tried < len(SEARCHED)
    assert told[-1] == f"time is up: {trial.tried} of 3 settings were tried"
    # The clock is asked once after each epoch, and once before each setting but the first.
    epochs = [line for line in told if line.startswith("epoch")]
    assert 1 <= len(epochs) <= max(most_seconds, 1)


def test_with_time_to_spare_a_limit_changes_nothing() -> None:
    (bound, told), (free, without) = searched(10_000), searched(None)
    assert told == without
    assert (bound.loss, bound.tried, bound.out_of_time) == (free.loss, 3, False)

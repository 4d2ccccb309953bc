"""The best candidate that a split log gives: fitted epoch by epoch, stopped, calibrated."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from recommender.metrics import log_loss
from training.calibrate import Calibration, calibrated
from training.dataset import dataset
from training.encoding import Exposures
from training.fit import fitted_epochs
from training.fit_settings import FitSettings
from training.position import (
    Examination,
    examination_of,
    first_examination,
    stands_still,
    thetas_of,
)
from training.prediction import logits
from training.sums import Amounts
from training.topics import JudgedTexts, judged_texts, topics_with_wording
from training.trial import Trial
from training.warm_start import WarmStart, begun_sides

# Epochs without a better log-loss on the stopping time before the fit is ended.
PATIENCE = 2
# One that began at a model has little to gain: most of it comes in its first epoch.
WARM_PATIENCE = 1
# Theta and the calibration in turn; it takes two or three.
MOST_ROUNDS = 10

UNCALIBRATED = Calibration(slope=1.0, intercept=0.0)

Report = Callable[[str], None]
IsOver = Callable[[], bool]


def never() -> bool:
    """Tell that there is time."""
    return False


def best_trial(
    fit: Exposures,
    stop: Exposures,
    *,
    searched: Sequence[FitSettings],
    report: Report,
    is_over: IsOver = never,
    start: WarmStart | None = None,
) -> Trial:
    """Fit each of the settings, in turn, and return the trial with the least log-loss on `stop`.

    Settings of the width that `start` has begin there.
    Once `is_over()` no further setting and no further epoch is begun, but for the very first.
    """
    examination = first_examination(fit)
    trials: list[Trial] = []
    for settings in searched:
        if trials and is_over():
            break
        ends = _Ends(stop, report, is_over)
        begin = start if start and start.suits(settings) else None
        trials.append(_stopped(fit, ends, settings=settings, examination=examination, start=begin))
    is_cut = len(trials) < len(searched) or any(trial.out_of_time for trial in trials)
    if is_cut:
        report(f"time is up: {len(trials)} of {len(searched)} settings were tried")
    best = min(trials, key=lambda trial: trial.loss)
    return _settled(replace(best, tried=len(trials), out_of_time=is_cut), fit, stop)


def _settled(trial: Trial, fit: Exposures, stop: Exposures) -> Trial:
    """Return the trial with theta by the model's own rates, alternated until it stands still."""
    judged = judged_texts(trial.topics, fit)
    on_fit, on_stop = (logits(trial.sides, judged, part) for part in (fit, stop))
    thetas = thetas_of(trial.examination, stop)
    for _ in range(MOST_ROUNDS):
        examination = examination_of(fit, trial.calibration.rates(on_fit))
        before, thetas = thetas, thetas_of(examination, stop)
        trial = replace(trial, examination=examination)
        trial = _recalibrated(trial, stop, on_stop, thetas)
        if stands_still(before, thetas):
            break
    return trial


def _recalibrated(trial: Trial, stop: Exposures, found: Amounts, thetas: Amounts) -> Trial:
    log_share = float(np.log(trial.settings.unclicked_share))
    calibration = calibrated(found, thetas=thetas, log_share=log_share, **stop.counts)
    loss = log_loss(thetas * calibration.rates(found), **stop.counts)
    return replace(trial, calibration=calibration, loss=loss)


@dataclass(frozen=True, slots=True)
class _Ends:
    """What ends a fit: the log-loss on the stopping time, or the time."""

    stop: Exposures
    report: Report
    is_over: IsOver


def _stopped(
    fit: Exposures,
    ends: _Ends,
    *,
    settings: FitSettings,
    examination: Examination,
    start: WarmStart | None,
) -> Trial:
    thetas = thetas_of(examination, fit)
    topics, judged = topics_with_wording(fit, thetas, settings=settings)
    data = dataset(fit, thetas, judged=judged, settings=settings)
    begun = begun_sides(data, fit, judged, start) if start else None
    patience = PATIENCE if start is None else WARM_PATIENCE
    best: Trial | None = None
    for epoch, sides in enumerate(fitted_epochs(data, settings, begun), start=1):
        trial = Trial(
            settings=replace(settings, epochs=epoch),
            sides=sides,
            topics=topics,
            calibration=UNCALIBRATED,
            examination=examination,
            loss=0.0,
            start=start,
        )
        trial = _calibrated(trial, ends.stop, judged)
        ends.report(f"epoch {epoch}: log-loss {trial.loss:.5f}")
        if best is None or trial.loss < best.loss:
            best = trial
        elif epoch - best.settings.epochs >= patience:
            break
        if epoch < settings.epochs and ends.is_over():
            return replace(best, out_of_time=True)
    if best is None:
        raise ValueError("settings.epochs must be above 0")
    return best


def _calibrated(trial: Trial, stop: Exposures, judged: JudgedTexts) -> Trial:
    found = logits(trial.sides, judged, stop)
    return _recalibrated(trial, stop, found, thetas_of(trial.examination, stop))

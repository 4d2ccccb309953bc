"""One candidate from a split log: fitted, stopped, calibrated; and refitted through the end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from recommender.learned import Learned
from recommender.metrics import log_loss
from recommender.text_topics import TextTopics
from training.calibrate import Calibration, calibrated
from training.dataset import dataset
from training.encoding import Exposures
from training.fit import Sides, fitted_epochs
from training.fit_settings import FitSettings
from training.position import (
    Examination,
    examination_of,
    first_examination,
    stands_still,
    thetas_of,
)
from training.position_interval import PositionCurve, position_curves
from training.prediction import logits
from training.rates import UNSEEN_DEVIATION, deviations, prior_rates
from training.sums import Amounts
from training.topics import JudgedTexts, judged_texts, topics_with_wording

# Epochs without a better log-loss on the stopping time before the fit is ended.
PATIENCE = 2
# Theta and the calibration in turn; it takes two or three.
MOST_ROUNDS = 10

UNCALIBRATED = Calibration(slope=1.0, intercept=0.0)

Report = Callable[[str], None]
IsOver = Callable[[], bool]


def never() -> bool:
    """Tell that there is time."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A fit with its calibration; `settings.epochs` is the number that validation chose.

    `curves` are those of the examination with their intervals, once it is refitted. `tried` of the
    settings searched were tried; `out_of_time` is whether the search, or a fit, was cut short.
    """

    settings: FitSettings
    sides: Sides
    topics: TextTopics
    calibration: Calibration
    examination: Examination
    loss: float
    curves: Sequence[PositionCurve] = ()
    tried: int = 1
    out_of_time: bool = False

    def search(self) -> dict[str, object]:
        """Return what a manifest tells of the search."""
        return {"tried": self.tried, "out_of_time": self.out_of_time}


def best_trial(
    fit: Exposures,
    stop: Exposures,
    *,
    searched: Sequence[FitSettings],
    report: Report,
    is_over: IsOver = never,
) -> Trial:
    """Fit each of the settings, in turn, and return the trial with the least log-loss on `stop`.

    Once `is_over()` no further setting and no further epoch is begun, but for the very first.
    """
    examination = first_examination(fit)
    trials: list[Trial] = []
    for settings in searched:
        if trials and is_over():
            break
        trials.append(
            _stopped(
                fit, stop, settings=settings, examination=examination, report=report, over=is_over
            )
        )
    is_cut = len(trials) < len(searched) or any(trial.out_of_time for trial in trials)
    if is_cut:
        report(f"time is up: {len(trials)} of {len(searched)} settings were tried")
    best = min(trials, key=lambda trial: trial.loss)
    return _settled(replace(best, tried=len(trials), out_of_time=is_cut), fit, stop)


def learned_from(trial: Trial, seen: Exposures, *, version: str) -> Learned:
    """Return the model of a trial, its rates and deviations counted on what it has `seen`."""
    judged = judged_texts(trial.topics, seen)
    rates = trial.calibration.rates(logits(trial.sides, judged, seen))
    thetas = thetas_of(trial.examination, seen)
    # The ranker multiplies by the slope, as it does the logit: the deviation is of the raw one.
    scale = 1 / trial.calibration.slope
    return Learned(
        version=version,
        visit_side=trial.sides.visit,
        promo_side=trial.sides.promo,
        text_topics=trial.topics,
        slope=trial.calibration.slope,
        intercept=trial.calibration.intercept,
        examination=trial.examination,
        prior_rates=prior_rates(seen, thetas),
        deviation={
            promo: deviation * scale for promo, deviation in deviations(seen, rates, thetas).items()
        },
        deviation_unseen=UNSEEN_DEVIATION * scale,
    )


def refitted(trial: Trial, everything: Exposures) -> Trial:
    """Fit again on all of the log with the settings chosen; theta again, with the model's rates.

    The calibration stays: nothing is left that the new fit has not seen.
    """
    old_logits = logits(trial.sides, judged_texts(trial.topics, everything), everything)
    rates = trial.calibration.rates(old_logits)
    examination = examination_of(everything, rates)
    thetas = thetas_of(examination, everything)
    topics, judged = topics_with_wording(everything, thetas, settings=trial.settings)
    data = dataset(everything, thetas, judged=judged, settings=trial.settings)
    *_, sides = fitted_epochs(data, trial.settings)
    return replace(
        trial,
        sides=sides,
        topics=topics,
        examination=examination,
        curves=position_curves(everything, rates, examination),
    )


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
    counts = {"clicks": stop.clicks, "unclicked": stop.unclicked * stop.weights}
    log_share = float(np.log(trial.settings.unclicked_share))
    calibration = calibrated(found, thetas=thetas, log_share=log_share, **counts)
    loss = log_loss(thetas * calibration.rates(found), **counts)
    return replace(trial, calibration=calibration, loss=loss)


def _stopped(
    fit: Exposures,
    stop: Exposures,
    *,
    settings: FitSettings,
    examination: Examination,
    report: Report,
    over: IsOver,
) -> Trial:
    thetas = thetas_of(examination, fit)
    topics, judged = topics_with_wording(fit, thetas, settings=settings)
    data = dataset(fit, thetas, judged=judged, settings=settings)
    best: Trial | None = None
    for epoch, sides in enumerate(fitted_epochs(data, settings), start=1):
        chosen = replace(settings, epochs=epoch)
        trial = _calibrated(
            stop, judged, sides=sides, topics=topics, examination=examination, settings=chosen
        )
        report(f"epoch {epoch}: log-loss {trial.loss:.5f}")
        if best is None or trial.loss < best.loss:
            best = trial
        elif epoch - best.settings.epochs >= PATIENCE:
            break
        if epoch < settings.epochs and over():
            return replace(best, out_of_time=True)
    if best is None:
        raise ValueError("settings.epochs must be above 0")
    return best


def _calibrated(
    stop: Exposures,
    judged: JudgedTexts,
    *,
    sides: Sides,
    topics: TextTopics,
    examination: Examination,
    settings: FitSettings,
) -> Trial:
    trial = Trial(
        settings=settings,
        sides=sides,
        topics=topics,
        calibration=UNCALIBRATED,
        examination=examination,
        loss=0.0,
    )
    found = logits(sides, judged, stop)
    return _recalibrated(trial, stop, found, thetas_of(examination, stop))

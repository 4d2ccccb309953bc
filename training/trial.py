"""One candidate from a split log, the model that it is, and its refit through the log's end."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from recommender.learned import Learned
from recommender.text_topics import TextTopics
from training.calibrate import Calibration
from training.dataset import dataset
from training.encoding import Exposures
from training.fit import Sides, fitted_epochs
from training.fit_settings import FitSettings
from training.position import Examination, examination_of, thetas_of
from training.position_interval import PositionCurve, position_curves
from training.prediction import logits
from training.rates import UNSEEN_DEVIATION, deviations, prior_rates
from training.topics import judged_texts, topics_with_wording
from training.warm_start import WarmStart, begun_sides


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A fit with its calibration; `settings.epochs` is the number that validation chose.

    `curves` are those of the examination with their intervals, once it is refitted. `tried` of the
    settings searched were tried; `out_of_time` is whether the search, or a fit, was cut short.
    `start` is the model that the fit began at, if at one.
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
    start: WarmStart | None = None

    def told(self) -> dict[str, object]:
        """Return what a manifest tells of the fit."""
        start = {
            "warm_start": self.start.learned.version if self.start else None,
            "warm_starts": self.start.in_a_row if self.start else 0,
        }
        search = {"tried": self.tried, "out_of_time": self.out_of_time}
        return asdict(self.settings) | search | start


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
    """Fit again on all of the log as the trial was; theta again, with the model's rates.

    The calibration stays: nothing is left that the new fit has not seen.
    """
    old_logits = logits(trial.sides, judged_texts(trial.topics, everything), everything)
    rates = trial.calibration.rates(old_logits)
    examination = examination_of(everything, rates)
    thetas = thetas_of(examination, everything)
    topics, judged = topics_with_wording(everything, thetas, settings=trial.settings)
    data = dataset(everything, thetas, judged=judged, settings=trial.settings)
    begun = begun_sides(data, everything, judged, trial.start) if trial.start else None
    *_, sides = fitted_epochs(data, trial.settings, begun)
    return replace(
        trial,
        sides=sides,
        topics=topics,
        examination=examination,
        curves=position_curves(everything, rates, examination),
    )

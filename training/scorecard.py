"""How a model did on the judged time: against the clicks, the live model and popularity."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from recommender.learned import Learned, PriorRates
from recommender.metrics import (
    RatePoint,
    auc,
    calibration_error,
    log_loss,
    losses,
    reliability,
)
from training.bootstrap import Estimate, ratio_estimate
from training.encoding import Exposures
from training.first_choice import choice_groups, chosen_rates
from training.position import exposed, thetas_of
from training.position_interval import PositionCurve
from training.prediction import click_rates
from training.sums import Amounts

# Exposures that a promo's rate is pulled to the overall rate by.
PULL = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """Figures of the judged time; rates are click rates of an exposure.

    `loss_against` are mean differences of log-loss, ours minus theirs (negative: we are better);
    `clicks_against` relative gains in clicks of the first choice (positive: we are better);
    `positions` the model's own theta, as it was estimated.
    """

    exposures: float
    clicks: float
    decisions: int
    log_loss: float
    base_log_loss: float
    auc: float
    calibration_error: float
    reliability: list[RatePoint]
    loss_against: dict[str, Estimate]
    clicks_against: dict[str, Estimate]
    positions: Sequence[PositionCurve] = ()

    def content(self) -> dict[str, object]:
        """Return the scorecard as plain JSON values for a manifest."""
        return asdict(self)


def scorecard(candidate: Learned, exposures: Exposures, *, live: Learned | None) -> Scorecard:
    """Judge the candidate on exposures that it did not learn from."""
    clicks, others = exposures.clicks, exposures.unclicked * exposures.weights
    ours = click_rates(candidate, exposures)
    rivals = {"base rate": _base_rates(candidate, exposures)}
    rivals["popularity"] = _popularity(candidate, exposures)
    if live is not None:
        rivals["live"] = click_rates(live, exposures)
    curve = reliability(ours, clicks=clicks, unclicked=others)
    return Scorecard(
        exposures=float(exposed(exposures).sum()),
        clicks=float(clicks.sum()),
        decisions=len(np.unique(exposures.decision)),
        log_loss=log_loss(ours, clicks=clicks, unclicked=others),
        base_log_loss=log_loss(rivals["base rate"], clicks=clicks, unclicked=others),
        auc=auc(ours, clicks=clicks, unclicked=others),
        calibration_error=calibration_error(curve),
        reliability=curve,
        loss_against={
            name: _loss_difference(ours, rates, exposures) for name, rates in rivals.items()
        },
        clicks_against=_click_gains(candidate, ours, rivals, exposures),
    )


def _base_rates(candidate: Learned, exposures: Exposures) -> Amounts:
    clicks, sizes = candidate.prior_rates.overall
    return thetas_of(candidate.examination, exposures) * (clicks / sizes)


def _popularity(candidate: Learned, exposures: Exposures) -> Amounts:
    rates = candidate.prior_rates
    by_code = np.array([_smoothed(rates, promo) for promo in exposures.promo_ids])
    return by_code[exposures.promo] * thetas_of(candidate.examination, exposures)


def _smoothed(rates: PriorRates, promo: str) -> float:
    overall = rates.overall[0] / rates.overall[1]
    clicks, sizes = rates.by_promo.get(promo, (0.0, 0.0))
    return (clicks + PULL * overall) / (sizes + PULL)


def _loss_difference(ours: Amounts, theirs: Amounts, exposures: Exposures) -> Estimate:
    counts = {"clicks": exposures.clicks, "unclicked": exposures.unclicked * exposures.weights}
    difference = losses(ours, **counts) - losses(theirs, **counts)
    groups = exposures.decision.astype(np.int64)
    return ratio_estimate(difference, exposed(exposures), groups=groups, seed=1)


def _click_gains(
    candidate: Learned, ours: Amounts, rivals: dict[str, Amounts], exposures: Exposures
) -> dict[str, Estimate]:
    thetas, groups = thetas_of(candidate.examination, exposures), choice_groups(exposures)
    # A constant score ties all that was shown: an arm at random.
    scores = {name: rates / thetas for name, rates in rivals.items()}
    scores["random"] = np.zeros(len(exposures))
    del scores["base rate"]
    first, numbers = chosen_rates(ours / thetas, exposures, thetas, groups=groups)
    gains = {}
    for name, score in scores.items():
        theirs, _ = chosen_rates(score, exposures, thetas, groups=groups)
        if theirs.sum() > 0:
            gain = ratio_estimate(first, theirs, groups=numbers, seed=1)
            gains[name] = gain.shifted(-1.0)
    return gains

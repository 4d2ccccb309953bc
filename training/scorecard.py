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
    reliability,
)
from training.bootstrap import Estimate
from training.comparison import click_gains, loss_difference
from training.encoding import Exposures
from training.newness import NewPart, Seen, known_to, new_parts
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
    `newcomers` the same on articles and promos that it had not met; `positions` the model's own
    theta, as it was estimated.
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
    newcomers: dict[str, NewPart]
    positions: Sequence[PositionCurve] = ()

    def content(self) -> dict[str, object]:
        """Return the scorecard as plain JSON values for a manifest."""
        return asdict(self)


def scorecard(
    candidate: Learned, exposures: Exposures, *, live: Learned | None, seen: Seen | None = None
) -> Scorecard:
    """Judge the candidate on exposures that it did not learn from.

    What was not `seen` is new; None leaves it to what the candidate knows.
    """
    counts = exposures.counts
    ours = click_rates(candidate, exposures)
    rivals = {"base rate": _base_rates(candidate, exposures)}
    rivals["popularity"] = _popularity(candidate, exposures)
    if live is not None:
        rivals["live"] = click_rates(live, exposures)
    curve = reliability(ours, clicks=counts["clicks"], unclicked=counts["unclicked"])
    return Scorecard(
        exposures=float(exposed(exposures).sum()),
        clicks=float(exposures.clicks.sum()),
        decisions=len(np.unique(exposures.decision)),
        log_loss=log_loss(ours, **counts),
        base_log_loss=log_loss(rivals["base rate"], **counts),
        auc=auc(ours, **counts),
        calibration_error=calibration_error(curve),
        reliability=curve,
        loss_against={
            name: loss_difference(ours, rates, exposures) for name, rates in rivals.items()
        },
        clicks_against=_click_gains(candidate, ours, rivals, exposures),
        newcomers=new_parts(ours, rivals, exposures, seen=seen or known_to(candidate)),
    )


def _click_gains(
    candidate: Learned, ours: Amounts, rivals: dict[str, Amounts], exposures: Exposures
) -> dict[str, Estimate]:
    thetas = thetas_of(candidate.examination, exposures)
    # A constant score ties all that was shown: an arm at random.
    scores = {name: rates / thetas for name, rates in rivals.items() if name != "base rate"}
    scores["random"] = np.zeros(len(exposures))
    return click_gains(ours / thetas, scores, exposures, thetas=thetas)


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

"""A cross learner from a split log: fitted beside each share of the model, the best one stacked."""

from collections.abc import Callable
from dataclasses import dataclass

from recommender.crossed.cross_prior import CrossPrior
from recommender.crossed.cross_weights import CrossWeights
from recommender.errors import NotEnoughData
from training.cross_exposures import cross_logits
from training.cross_fit import CrossFit
from training.cross_part import CrossPart
from training.crossed_things import CrossedThings
from training.stacking import SHARES, Blend, levelled

LEAST_CLICKS = 30
# With fewer the variances of the blocks are still much as they were at first.
REFITS = 3

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Blended:
    """Weights, how they are blended with the model, and the log-loss on the stopping time."""

    weights: CrossWeights
    blend: Blend
    loss: float


@dataclass(frozen=True, slots=True)
class CrossTrial:
    """The `best` blend and the one without the model; the log-losses by the model's share."""

    best: Blended
    alone: Blended
    losses: dict[float, float]


def cross_trial(
    fit: CrossPart, stop: CrossPart, *, prior: CrossPrior, things: CrossedThings, report: Report
) -> CrossTrial:
    """Fit beside each share of the model; keep what does best on `stop`.

    Raises NotEnoughData if either has too little of one class, InvalidModel if a fit diverges.
    """
    _check(fit)
    fits, tried = CrossFit(fit, things, prior=prior), []
    start = fits.beside(0.0, fits.placed, refits=REFITS)
    for share in SHARES:
        weights = fits.beside(share, start, refits=1)
        tried.append(_blended(weights, stop, share=share, things=things))
        report(f"beside {share:.0%} of the model: log-loss {tried[-1].loss:.5f}")
    losses = {each.blend.weight: each.loss for each in tried}
    return CrossTrial(min(tried, key=lambda each: each.loss), tried[0], losses)


def cross_refitted(trial: CrossTrial, whole: CrossPart, *, things: CrossedThings) -> CrossWeights:
    """Fit again on all of the log, with the share chosen and the prior that was learned.

    Raises InvalidModel if the fit diverges.
    """
    fits = CrossFit(whole, things, prior=trial.best.weights.prior)
    return fits.beside(trial.best.blend.weight, fits.placed, refits=REFITS)


def _blended(
    weights: CrossWeights, stop: CrossPart, *, share: float, things: CrossedThings
) -> Blended:
    found = cross_logits(weights, stop.exposures, things=things)
    blend, loss = levelled(found, stop.modelled, weight=share, thetas=stop.thetas, **stop.counts)
    return Blended(weights, blend, loss)


def _check(fit: CrossPart) -> None:
    clicks = fit.exposures.clicks.sum()
    if clicks < LEAST_CLICKS:
        raise NotEnoughData(
            f"the days to fit on hold {clicks:.0f} clicks, the cross learner needs {LEAST_CLICKS}: "
            "let the log grow, or read more days (--days)"
        )

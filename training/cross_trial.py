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
from training.stacking import SHARES, Blend, best_shift

LEAST_CLICKS = 30
# Each goes on where the one before ended: until the variances are those of the log.
REFITS = 3

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Blended:
    """Weights and how they are blended with the model.

    `shift` is how far off their level was on the stopping time, `loss` the log-loss there.
    """

    weights: CrossWeights
    blend: Blend
    shift: float
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

    Raises NotEnoughData if there are too few clicks, InvalidModel if a fit diverges.
    """
    _check(fit)
    fits = CrossFit(fit, things, prior=prior)
    start = fits.beside(0.0, fits.placed, refits=REFITS)

    def tried(share: float) -> Blended:
        weights = fits.beside(share, start, refits=1)
        found = _blended(weights, stop, share=share, level=fit.level, things=things)
        report(f"beside {share:.0%} of the model: log-loss {found.loss:.5f}")
        return found

    alone = best = tried(0.0)
    losses = {0.0: alone.loss}
    # Weights are large: no more of them are held than may be wanted.
    for share in SHARES:
        found = tried(share)
        losses[share] = found.loss
        best = min(best, found, key=lambda each: each.loss)
    return CrossTrial(best, alone, losses)


def cross_refitted(trial: CrossTrial, whole: CrossPart, *, things: CrossedThings) -> Blended:
    """Fit again on all of the log, with the share and shift chosen and the prior learned.

    Raises InvalidModel if the fit diverges.
    """
    best = trial.best
    fits = CrossFit(whole, things, prior=best.weights.prior)
    weights = fits.beside(best.blend.weight, fits.placed, refits=REFITS)
    blend = Blend(best.blend.weight, best.shift - best.blend.weight * whole.level)
    return Blended(weights, blend, best.shift, best.loss)


def _blended(
    weights: CrossWeights, stop: CrossPart, *, share: float, level: float, things: CrossedThings
) -> Blended:
    found = cross_logits(weights, stop.exposures, things=things)
    logits = found + share * (stop.modelled - level)
    shift, loss = best_shift(logits, thetas=stop.thetas, **stop.exposures.counts)
    return Blended(weights, Blend(share, shift - share * level), shift, loss)


def _check(fit: CrossPart) -> None:
    clicks = fit.exposures.clicks.sum()
    if clicks < LEAST_CLICKS:
        raise NotEnoughData(
            f"the days to fit on hold {clicks:.0f} clicks, the cross learner needs {LEAST_CLICKS}: "
            "let the log grow, or read more days (--days)"
        )

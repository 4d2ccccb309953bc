"""A cross learner from a split log: fitted beside each share of the model, the best one stacked."""

from collections.abc import Callable
from dataclasses import dataclass, replace

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
    """Weights, with latent factors or single ones, and how they are blended with the model.

    `shift` is how far off their level was on the stopping time, `loss` the log-loss there.
    """

    weights: CrossWeights
    blend: Blend
    shift: float
    loss: float
    has_factors: bool


@dataclass(frozen=True, slots=True)
class CrossTrial:
    """The `best` blend and the one without the model; the log-losses by the model's share."""

    best: Blended
    alone: Blended
    losses: dict[float, float]


def cross_trial(
    fit: CrossPart, stop: CrossPart, *, prior: CrossPrior, things: CrossedThings, report: Report
) -> CrossTrial:
    """Fit with and without factors, then beside each share of the model; keep what `stop` says.

    Raises NotEnoughData if there are too few clicks, InvalidModel if a fit diverges.
    """
    _check(fit)
    fits = CrossFit(fit, things, prior=prior)
    start = fits.beside(0.0, fits.placed, refits=REFITS, has_factors=False)

    def tried(share: float, *, has_factors: bool) -> Blended:
        weights = fits.beside(share, start, refits=1, has_factors=has_factors)
        blend = _blended(weights, stop, share=share, level=fit.level, things=things)
        found = Blended(weights, *blend, has_factors=has_factors)
        kind = "latent factors" if has_factors else "single weights"
        report(f"{kind} beside {share:.0%} of the model: log-loss {found.loss:.5f}")
        return found

    # Weights are large: no more of them are held than may be wanted.
    kinds = (tried(0.0, has_factors=each) for each in (False, True))
    alone = best = min(kinds, key=lambda each: each.loss)
    losses = {0.0: alone.loss}
    for share in SHARES:
        found = tried(share, has_factors=alone.has_factors)
        losses[share] = found.loss
        best = min(best, found, key=lambda each: each.loss)
    return CrossTrial(best, alone, losses)


def cross_refitted(trial: CrossTrial, whole: CrossPart, *, things: CrossedThings) -> Blended:
    """Fit again on all of the log, with the share and shift chosen and the prior learned.

    Raises InvalidModel if the fit diverges.
    """
    best = trial.best
    fits = CrossFit(whole, things, prior=best.weights.prior)
    weights = fits.beside(
        best.blend.weight, fits.placed, refits=REFITS, has_factors=best.has_factors
    )
    blend = Blend(best.blend.weight, best.shift - best.blend.weight * whole.level)
    return replace(best, weights=weights, blend=blend)


def _blended(
    weights: CrossWeights, stop: CrossPart, *, share: float, level: float, things: CrossedThings
) -> tuple[Blend, float, float]:
    """Return the blend with a share of the model, its shift and its log-loss."""
    found = cross_logits(weights, stop.exposures, things=things)
    logits = found + share * (stop.modelled - level)
    shift, loss = best_shift(logits, thetas=stop.thetas, **stop.exposures.counts)
    return Blend(share, shift - share * level), shift, loss


def _check(fit: CrossPart) -> None:
    clicks = fit.exposures.clicks.sum()
    if clicks < LEAST_CLICKS:
        raise NotEnoughData(
            f"the days to fit on hold {clicks:.0f} clicks, the cross learner needs {LEAST_CLICKS}: "
            "let the log grow, or read more days (--days)"
        )

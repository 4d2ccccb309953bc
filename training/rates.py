"""Counts that stand behind click rates, and how unsure a model is of each promo."""

from recommender.learned import PriorRates
from training.encoding import Exposures
from training.position import exposed
from training.sums import Amounts, sums_by

# How far a promo's logit strays from what its features tell, before it was ever shown.
UNSEEN_DEVIATION = 0.5


def prior_rates(exposures: Exposures, thetas: Amounts) -> PriorRates:
    """Count clicks and exposures (weighted by examination) by promo, by kind and overall."""
    weighed = exposed(exposures) * thetas
    count = len(exposures.promo_ids)
    clicks = sums_by(exposures.promo, exposures.clicks, count=count)
    sizes = sums_by(exposures.promo, weighed, count=count)
    return PriorRates(
        by_promo=_summed(exposures.promo_ids, clicks, sizes),
        by_kind=_summed(exposures.promo_kinds, clicks, sizes),
        overall=(float(clicks.sum()), float(sizes.sum())),
    )


def deviations(exposures: Exposures, examined_rates: Amounts, thetas: Amounts) -> dict[str, float]:
    """Return each promo's predictive deviation 1 / sqrt(1/s0^2 + sum of theta r (1 - r)), Laplace.

    Of the calibrated logit; s0 is UNSEEN_DEVIATION.
    """
    known = exposed(exposures) * thetas * examined_rates * (1 - examined_rates)
    sums = sums_by(exposures.promo, known, count=len(exposures.promo_ids))
    information = _summed(exposures.promo_ids, sums, sums)
    start = 1 / UNSEEN_DEVIATION**2
    return {promo: (start + total) ** -0.5 for promo, (total, _) in information.items()}


def _summed(names: list[str], first: Amounts, second: Amounts) -> dict[str, tuple[float, float]]:
    sums: dict[str, tuple[float, float]] = {}
    for name, one, two in zip(names, first.tolist(), second.tolist(), strict=True):
        if name and two > 0:
            before = sums.get(name, (0.0, 0.0))
            sums[name] = (before[0] + one, before[1] + two)
    return sums

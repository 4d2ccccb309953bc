"""Platt calibration with positive slope: P(click) = theta * sigmoid(slope * f + intercept)."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from training.sums import Amounts

# Keeps a slope near 1 where validation time is too short to say (standard deviation of its log).
SLOPE_DEVIATION = 1.0
LEAST_RATE = 1e-9


@dataclass(frozen=True, slots=True)
class Calibration:
    """Turns a raw logit f into the logit of a click on an examined slot; `slope` > 0."""

    slope: float
    intercept: float

    def rates(self, logits: Amounts) -> Amounts:
        """Return r [n], the click rate of an examined slot."""
        rates: Amounts = 1 / (1 + np.exp(-(self.slope * logits + self.intercept)))
        return rates


def calibrated(
    logits: Amounts, *, thetas: Amounts, clicks: Amounts, unclicked: Amounts, log_share: float
) -> Calibration:
    """Fit slope and intercept by maximum likelihood on exposures [n] that the fit did not see.

    `log_share` is the log of the share of unclicked exposures fitted: where the search begins.
    """

    def cost(point: Amounts) -> tuple[float, Amounts]:
        slope = float(np.exp(point[0]))
        rates = Calibration(slope, float(point[1])).rates(logits)
        chances = np.clip(thetas * rates, LEAST_RATE, 1 - LEAST_RATE)
        loss = -(clicks * np.log(chances) + unclicked * np.log1p(-chances)).sum()
        by_logit = (unclicked * chances / (1 - chances) - clicks) * (1 - rates)
        pull = point[0] / SLOPE_DEVIATION**2
        gradient = np.array([(by_logit * logits).sum() * slope + pull, by_logit.sum()])
        return float(loss + pull * point[0] / 2), gradient

    found = minimize(cost, np.array([0.0, log_share]), jac=True, method="L-BFGS-B").x
    return Calibration(slope=float(np.exp(found[0])), intercept=float(found[1]))

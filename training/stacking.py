"""How much of the model's logit goes beside the cross learner's: P(click) = theta sigmoid(z).

z = m + b f + c: m is the sum of the cross learner's weights, f the model's calibrated logit. The
weights are fitted beside b (f - its mean), so that they tell what the model does not, and the click
rate of the log even without it; b is 0 or one of `SHARES`, c the level, both as they do best on
time that neither learned from. b = 0 says that the model tells nothing beside the cross learner.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import expit

from recommender.metrics import log_loss
from training.sums import Amounts

# Beside 0, the cross learner alone.
SHARES = (0.25, 0.5, 0.75, 1.0)
# Further off a level is not believed, however few the exposures.
MOST_SHIFTED = 2.0


@dataclass(frozen=True, slots=True)
class Blend:
    """`weight` is b, at least 0; `intercept` is c."""

    weight: float
    intercept: float

    def rates(self, crossed: Amounts, modelled: Amounts) -> Amounts:
        """Return the click rate [n] of an examined slot, given m and f [n]."""
        return np.asarray(expit(crossed + self.weight * modelled + self.intercept))


def best_shift(
    logits: Amounts, *, thetas: Amounts, clicks: Amounts, unclicked: Amounts
) -> tuple[float, float]:
    """Return what to add to the logits [n] of examined slots, and the log-loss then."""

    def loss(shift: float) -> float:
        return log_loss(thetas * expit(logits + shift), clicks=clicks, unclicked=unclicked)

    bounds = (-MOST_SHIFTED, MOST_SHIFTED)
    found = minimize_scalar(loss, bounds=bounds, method="bounded", options={"xatol": 1e-4})
    return float(found.x), float(found.fun)

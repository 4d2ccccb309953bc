"""How far to go along a Newton step of a cross learner's refit."""

import numpy as np
from scipy.special import expit

from training.cross_log import Outcomes
from training.sums import Amounts

LEAST_LIKELY = 1e-12
SHORTEST = 1e-3


class NewtonPath:
    """What a step is worth at each length: far from the mode a whole one goes much too far.

    `logits` [n] are where it begins, `along` [n] what the whole step adds to them; `moved` is how
    far the weights are from their prior's means, and `variances` are its.
    """

    def __init__(
        self,
        outcomes: Outcomes,
        *,
        logits: Amounts,
        along: Amounts,
        moved: Amounts,
        step: Amounts,
        variances: Amounts,
    ) -> None:
        self._outcomes, self._logits, self._along = outcomes, logits, along
        pairs = ((moved, moved), (moved, step), (step, step))
        # One after the other: each is as large as the weights.
        self._penalties = [float((one * other / variances).sum()) for one, other in pairs]

    def length(self) -> float:
        """Return the longest of 1, 1/2, 1/4 ... at which there is less loss than before; else 0."""
        before, length = self._loss(0.0), 1.0
        while self._loss(length) > before:
            length /= 2
            if length < SHORTEST:
                return 0.0
        return length

    def _loss(self, length: float) -> float:
        """Return minus the log of the posterior, but for a constant."""
        likely = self._outcomes.thetas * expit(self._logits + length * self._along)
        likely = np.clip(likely, LEAST_LIKELY, 1 - LEAST_LIKELY)
        told = self._outcomes.clicks * np.log(likely) + self._outcomes.unclicked * np.log1p(-likely)
        still, across, along = self._penalties
        return (still + 2 * length * across + length**2 * along) / 2 - float(told.sum())

"""Fits a cross learner on a part of a log, beside any share of the model's logit."""

from dataclasses import replace

import numpy as np

from recommender.crossed.cross_prior import CrossPrior
from recommender.crossed.cross_state import state_of, weights_of
from recommender.crossed.cross_weights import CrossWeights
from recommender.errors import InvalidModel
from training.cross_drift import drift_design, refit_with_drift
from training.cross_exposures import cross_log, placed_weights
from training.cross_part import CrossPart
from training.cross_refit import RefitSettings
from training.crossed_things import CrossedThings
from training.position import exposed

SETTINGS = RefitSettings()
SINGLE = replace(SETTINGS, factors=0)


class CrossFit:
    """`placed` are weights at the prior, with a place for what was met often in the part."""

    def __init__(self, part: CrossPart, things: CrossedThings, *, prior: CrossPrior) -> None:
        self._part = part
        self.placed = placed_weights(part.exposures, things, prior)
        self._offsets = np.zeros(len(part.exposures))
        log = cross_log(part.exposures, part.thetas, things=things, weights=self.placed)
        self._drift = drift_design(replace(log, offsets=self._offsets), self.placed, SETTINGS)

    def beside(
        self, share: float, start: CrossWeights, *, refits: int, has_factors: bool
    ) -> CrossWeights:
        """Return the weights that tell what a share of the model's logit does not, but its level.

        Each refit goes on where the one before ended, with the variances that it learned; factors
        are told once, of what they arrive at. Raises InvalidModel if a weight is no number.
        """
        weights = weights_of(state_of(start))
        weights.prior = self._based(weights.prior)
        self._offsets[:] = share * (self._part.modelled - self._part.level)
        for _ in range(refits - 1):
            refit_with_drift(weights, self._drift, SINGLE)
        refit_with_drift(weights, self._drift, SETTINGS if has_factors else SINGLE)
        if not np.isfinite(weights.mean).all():
            raise InvalidModel("the cross learner's refit diverged: train on other days (--days)")
        return weights

    def _based(self, prior: CrossPrior) -> CrossPrior:
        """Return the prior with the logit of the log's click rate."""
        looks = exposed(self._part.exposures) * self._part.thetas
        rate = self._part.exposures.clicks.sum() / looks.sum()
        return replace(prior, intercept=float(np.log(rate / (1 - rate))))

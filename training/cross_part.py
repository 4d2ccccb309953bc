"""A part of a log as the cross learner is fitted and judged on it, beside what the model tells."""

from dataclasses import dataclass, replace

import numpy as np

from training.encoding import Exposures
from training.position import exposed, thetas_of
from training.prediction import logits
from training.sums import Amounts
from training.topics import judged_texts
from training.trial import Trial

# A refit holds the page features of each row: a gigabyte or two, and some seconds. On 600,000 rows
# of a log of 1.8 million the cross learner alone did worse than on a million; why is not known.
MOST_ROWS = 1_000_000
# Of a larger log the clicked are at most so much.
MOST_CLICKED = 0.5


@dataclass(frozen=True, slots=True)
class CrossPart:
    """Exposures [n], how likely their slots were examined, and the model's calibrated logits."""

    exposures: Exposures
    thetas: Amounts
    modelled: Amounts

    @property
    def level(self) -> float:
        """The mean of the model's logits over the examined exposures."""
        return float(np.average(self.modelled, weights=exposed(self.exposures) * self.thetas))


def cross_part(exposures: Exposures, trial: Trial) -> CrossPart:
    """Return exposures with what a trial's model tells of them."""
    found = logits(trial.sides, judged_texts(trial.topics, exposures), exposures)
    slope, intercept = trial.calibration.slope, trial.calibration.intercept
    return CrossPart(exposures, thetas_of(trial.examination, exposures), slope * found + intercept)


def thinned(exposures: Exposures, *, seed: int, most: int = MOST_ROWS) -> Exposures:
    """Return at most about `most` rows that stand for all: clicked ones first, by chance."""
    if len(exposures) <= most:
        return exposures
    is_clicked = exposures.clicks > 0
    clicked = min(MOST_CLICKED * most / max(is_clicked.sum(), 1), 1.0)
    unclicked = (most - clicked * is_clicked.sum()) / max((~is_clicked).sum(), 1)
    shares = np.where(is_clicked, clicked, min(unclicked, 1.0))
    kept = np.random.default_rng(seed).random(len(shares)) < shares
    rows, shares = exposures.where(kept), shares[kept]
    return replace(rows, clicks=rows.clicks / shares, weights=rows.weights / shares)

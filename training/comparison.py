"""Two scorers on the same exposures: differences with intervals by bootstrap over decisions."""

from collections.abc import Mapping

import numpy as np

from recommender.metrics import losses
from training.bootstrap import Estimate, ratio_estimate
from training.encoding import Exposures
from training.first_choice import choice_groups, chosen_rates
from training.position import exposed
from training.sums import Amounts


def loss_difference(ours: Amounts, theirs: Amounts, exposures: Exposures) -> Estimate:
    """Return the mean difference of log-loss of two predictions [n], ours minus theirs."""
    counts = exposures.counts
    difference = losses(ours, **counts) - losses(theirs, **counts)
    groups = exposures.decision.astype(np.int64)
    return ratio_estimate(difference, exposed(exposures), groups=groups, seed=1)


def click_gains(
    ours: Amounts, rivals: Mapping[str, Amounts], exposures: Exposures, *, thetas: Amounts
) -> dict[str, Estimate]:
    """Return by how much more our first choice is clicked than each rival's, relatively.

    All are scores [n]; a rival whose choices are never clicked is left out.
    """
    groups = choice_groups(exposures)
    first, numbers = chosen_rates(ours, exposures, thetas, groups=groups)
    gains = {}
    for name, score in rivals.items():
        theirs, _ = chosen_rates(score, exposures, thetas, groups=groups)
        if theirs.sum() > 0:
            gain = ratio_estimate(first, theirs, groups=numbers, seed=1)
            gains[name] = gain.shifted(-1.0)
    return gains

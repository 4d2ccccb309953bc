"""Clicks that a page's first choice earns: which of the promos a visit was shown ranks highest.

Each decision is its own experiment: the promo a scorer would have put first among those shown earns
its clicks, divided by the chance that its position was examined.
"""

import numpy as np
from numpy.typing import NDArray

from training.encoding import Exposures
from training.position import exposed
from training.sums import Amounts, sums_by

Groups = NDArray[np.int64]


def choice_groups(exposures: Exposures) -> Groups:
    """Return the group [n] within which a choice is made: the decision, or the article.

    A log whose decisions showed one promo each (imported tests) is compared within articles.
    """
    sizes = np.bincount(exposures.decision)
    if (sizes > 1).any():
        return exposures.decision.astype(np.int64)
    return exposures.article.astype(np.int64)


def chosen_rates(
    scores: Amounts, exposures: Exposures, thetas: Amounts, *, groups: Groups
) -> tuple[Amounts, Groups]:
    """Return each group's click rate of its first choice (ties shared), and the groups' numbers.

    Groups that showed one promo only offer no choice and are left out.
    """
    earned = exposures.clicks / (thetas * exposed(exposures))
    distinct, codes, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    best = np.full(len(distinct), -np.inf)
    np.maximum.at(best, codes, scores)
    first = scores == best[codes]
    ties = sums_by(codes, first)
    rates = sums_by(codes, earned * first) / ties
    return rates[sizes > 1], distinct[sizes > 1]

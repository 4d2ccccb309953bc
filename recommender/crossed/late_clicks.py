"""A click that comes when its exposure was already taken in as not clicked.

What is known of a log of exposures does not depend on the order in which impressions and clicks are
told: the step of the logit is that from the miss to the hit, u = (1 - r) / (1 - q), cut so that
u s2 <= 1. The miss has told the variances what an exposure tells; they stay.
"""

import numpy as np

from recommender.crossed.cross_learning import MOST_LIKELY, sigmoid
from recommender.crossed.cross_weights import Active, CrossWeights


def learn_late_click(
    weights: CrossWeights, page: Active, promo: Active, *, theta: float, offset: float = 0.0
) -> None:
    """Turn an exposure that was learned without its click into a clicked one."""
    pairs = np.ix_(page.numbers, promo.numbers)
    strengths = np.multiply.outer(page.strengths, promo.strengths)
    variances = weights.variance[pairs]
    logit = offset + float((strengths * weights.mean[pairs]).sum())
    spread = float((strengths**2 * variances).sum())
    rate = sigmoid(logit)
    step = (1 - rate) / (1 - min(theta * rate, MOST_LIKELY))
    if step * spread > 1:
        step = 1 / spread
    weights.mean[pairs] += variances * strengths * step
    weights.learned += 1

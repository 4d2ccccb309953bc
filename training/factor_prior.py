"""What is believed of latent factors before a log is read, and what a log tells of it.

A page feature's tastes differ as much as the blocks of its field were found to, all together, and
as much again: single weights see about half of what differs. What a promo is like shows in its
topics, its words, its source, or in nothing but itself: each field's share of that is learned from
the loadings themselves.
"""

from collections.abc import Mapping

import numpy as np

from recommender.crossed.cross_prior import FACTOR, Block, CrossPrior
from training.factor_corner import Corner
from training.factor_sides import Loadings
from training.sums import Amounts

BEYOND_BLOCKS = 2.0


def tastes(prior: CrossPrior, corner: Corner) -> Amounts:
    """Return the variance [pages] of each page feature's loadings."""
    promos = sorted(set(corner.promo_fields))
    sums = {
        page: BEYOND_BLOCKS * sum(prior.variance(page, promo) for promo in promos)
        for page in set(corner.page_fields)
    }
    return np.array([sums[field] for field in corner.page_fields])


def shares(prior: CrossPrior, corner: Corner) -> Amounts:
    """Return each promo feature's share [promos] of what a promo is like: its field's."""
    fields = _normed({field: prior.share(field) for field in sorted(set(corner.promo_fields))})
    return np.array([fields[field] for field in corner.promo_fields])


def learned_shares(
    prior: CrossPrior, corner: Corner, promos: Loadings, *, pull: float
) -> Mapping[Block, float]:
    """Return the fields' shares that loadings tell of; `pull` features' worth stay as before."""
    fields = np.array(corner.promo_fields)
    squares = (promos.mean**2 + promos.variance).sum(axis=1)
    before = shares(prior, corner)
    found = {
        field: float((pull * before[at].mean() + squares[at].sum()) / (pull + at.sum()))
        for field, at in ((each, fields == each) for each in sorted(set(corner.promo_fields)))
    }
    return {(FACTOR, field): share for field, share in _normed(found).items()}


def _normed(shares: Mapping[str, float]) -> dict[str, float]:
    whole = sum(shares.values())
    return {field: share / whole for field, share in shares.items()}

"""What is believed of the weights before the first exposure: a variance for each block.

A block is a field of the page crossed with a field of the promo. The portable prior's variances
were learned elsewhere; a refit learns an installation's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from recommender.crossed.cross_features import BIAS, field_of

Block = tuple[str, str]
ROOT: Block = (field_of(BIAS), field_of(BIAS))
FACTOR = "factor"
"""Stands in a block for a promo's latent factors, of which each of its fields tells a share."""
FACTOR_SHARE = 0.2
"""Of a field, where none is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossPrior:
    """`variances` by block (`other_variance` where none is named); weights have mean 0.

    Blocks of `FACTOR` hold a promo field's `share` of latent factors instead.
    Only the root (bias with bias) has another mean, `intercept`: the logit of the base rate, with
    `intercept_variance`.
    """

    variances: Mapping[Block, float]
    other_variance: float
    intercept: float
    intercept_variance: float

    def variance(self, page_field: str, promo_field: str) -> float:
        """Return the variance of a block's weights."""
        if (page_field, promo_field) == ROOT:
            return self.intercept_variance
        return self.variances.get((page_field, promo_field), self.other_variance)

    def share(self, promo_field: str) -> float:
        """Return how much a promo field tells of latent factors; shares need not sum to 1."""
        return self.variances.get((FACTOR, promo_field), FACTOR_SHARE)

    def with_variances(self, learned: Mapping[Block, float]) -> "CrossPrior":
        """Return the prior with some of the blocks learned anew."""
        return replace(self, variances={**self.variances, **learned})


def flat_prior(variance: float, *, intercept: float = -4.0) -> CrossPrior:
    """Return the prior that believes the same of every block."""
    return CrossPrior(
        variances={}, other_variance=variance, intercept=intercept, intercept_variance=1.0
    )

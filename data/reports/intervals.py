"""95 % intervals of rates and of their ratios, clustered by decision.

A rate is R = sum(c) / sum(m) over decisions, each a cluster of m units with c hits. Its variance is
that of the ratio estimator (Cochran, Sampling Techniques, 3rd ed., 6.4):
V = f sum((c - R m)^2) / sum(m)^2. n* = sum(m)^2 / sum(m^2) is the effective number of clusters
(Kish, Survey Sampling, 1965): f = n* / (n* - 1), and Student's t has n* - 1 degrees of freedom, so
that a few pages of many readers among many of one do not pass for many.

The interval is Wilson's score interval with the effective size sum(m) / deff in the place of the
number of units, deff = V / (R (1 - R) / sum(m)), never below 1 (the modified Wilson interval of
Kott & Carr, J. Official Statistics 13, 1997; compared with others by Dean & Pagano, J. Survey
Statistics and Methodology 3, 2015). Of a few decisions deff is told badly; how alike the units of a
decision are hardly differs between the rows of a table. So deff is moderated as variances are
(Smyth, Statistical Applications in Genetics and Molecular Biology 3, 2004): the mean of the row's
own, weighing n* - 1, and of what the correlation rho in the whole table gives,
1 + (sum(m^2) / sum(m) - 1) rho, weighing as the other rows' clusters, PRIOR at most; Student's t
has as many degrees of freedom as both weigh. Where the table has few hits too (below FEW), nothing
is lent, deff is at least that of rho at its highest, the rate (hits + 3.84) / units times 2: units
that share a decision whose own rate is drawn with the squared coefficient of variation CV2
correlate by about R CV2, and readers are that uneven. So no hits at all have an interval too, from
0 to 3.84 / (effective size + 3.84).

A ratio of two independent rates has the interval of Donner & Zou (Statistical Methods in Medical
Research 21, 2012, MOVER-R) from both rates' own: with many hits that of the delta method on the log
scale; with none it still is one, without a bound above where the lower rate may be 0.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.reports.name_codes import Real
from data.reports.student import NORMAL, t_point

FEW = 10
LEAST_CLUSTERS = 2
PRIOR = 10
"""How many clusters the correlation in the rest of the table weighs at most."""
UNEVENNESS = 2.0
"""The squared coefficient of variation of what decisions' own rates are taken to be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioSums:
    """Sums over decisions, [n]: of units, hits, and their products."""

    units: Real
    hits: Real
    units_squared: Real
    hits_squared: Real
    products: Real

    @property
    def rate(self) -> Real:
        """Hits / units; not a number without units."""
        return _divided(self.hits, self.units)

    @property
    def clusters(self) -> Real:
        """How many decisions of one size these are worth."""
        return _divided(self.units**2, self.units_squared)

    @property
    def variance(self) -> Real:
        """The rate's; infinite for one cluster."""
        rate = self.rate
        squares = self.hits_squared - 2 * rate * self.products + rate**2 * self.units_squared
        spread = _divided(np.maximum(squares, 0), self.units**2)
        freedom = np.maximum(self.clusters - 1, 0)
        return np.where(freedom > 0, spread * _divided(self.clusters, freedom), np.inf)


@dataclass(frozen=True, slots=True)
class Interval:
    """Figures [n] and their bounds; not a number: cannot be told; infinite: no bound."""

    value: Real
    low: Real
    high: Real


def rate_interval(sums: RatioSums, *, whole: RatioSums | None = None) -> Interval:
    """Return rates with Wilson's intervals; `whole` is the sum [1] that correlation is taken of."""
    rate = np.clip(sums.rate, 0, 1)
    effect, freedom = _design_effect(sums, rate, whole or sums)
    # A single decision says nothing of how much they differ.
    is_told = (sums.hits > 0) & (freedom >= 1)
    point = np.where(is_told, t_point(np.maximum(freedom, 1)), NORMAL)
    low, high = _wilson(rate, sums.units / effect, point)
    return Interval(sums.rate, np.minimum(low, rate), np.maximum(high, sums.rate))


def mean_interval(sums: RatioSums) -> Interval:
    """Return a mean of amounts by unit, as revenue by impression, with t intervals, from 0."""
    half = t_point(np.maximum(sums.clusters - 1, 1)) * np.sqrt(sums.variance)
    value = sums.rate
    # What never came has no spread: how much it might be is not known.
    high = np.where(sums.hits > 0, value + half, np.inf)
    return Interval(value, np.maximum(value - half, 0), high)


def ratio_interval(one: Interval, other: Interval) -> Interval:
    """Return the ratios of two independent rates with MOVER-R intervals."""
    product = one.value * other.value
    with np.errstate(divide="ignore", invalid="ignore"):
        below = other.high * (2 * other.value - other.high)
        above = other.low * (2 * other.value - other.low)
        low = (product - _root(product, one.low * (2 * one.value - one.low), below)) / below
        high = (product + _root(product, one.high * (2 * one.value - one.high), above)) / above
        value = np.where(other.value > 0, one.value / other.value, np.nan)
    high = np.where(above > 0, high, np.inf)
    return Interval(value, np.where(np.isfinite(low), np.maximum(low, 0), 0), high)


def _design_effect(sums: RatioSums, rate: Real, whole: RatioSums) -> tuple[Real, Real]:
    """Return how many units weigh as one, at least one, and with what degrees of freedom."""
    effect = _own_effect(sums, rate)
    own = np.where(np.isfinite(effect), np.nan_to_num(sums.clusters, nan=1.0) - 1, 0.0)
    effect = np.where(own > 0, effect, 1.0)
    correlation = _correlation(whole)
    borrowed = 1 + np.maximum(_mean_size(sums) - 1, 0) * correlation
    others = np.nan_to_num(whole.clusters - sums.clusters, nan=0.0)
    lent = np.where(_is_sure(whole), np.clip(others, 0, PRIOR), 0.0)
    weight = own + lent
    moderated = np.where(weight > 0, _divided(own * effect + lent * borrowed, weight), borrowed)
    is_alone = (lent == 0) & ~_is_sure(sums)
    known = np.where(is_alone, np.maximum(effect, borrowed), moderated)
    return np.maximum(known, 1), weight


def _is_sure(sums: RatioSums) -> NDArray[np.bool_]:
    """Whether the hits tell how alike the units of a decision are."""
    sure: NDArray[np.bool_] = (sums.hits >= FEW) & (sums.clusters >= LEAST_CLUSTERS)
    return sure


def _own_effect(sums: RatioSums, rate: Real) -> Real:
    plain = _divided(rate * (1 - rate), sums.units)
    return np.where(plain > 0, _divided(sums.variance, plain), np.nan)


def _correlation(whole: RatioSums) -> Real:
    """Return the correlation of a decision's units; if unsure, the rate times UNEVENNESS."""
    excess = _divided(_own_effect(whole, np.clip(whole.rate, 0, 1)) - 1, _mean_size(whole) - 1)
    is_known = np.isfinite(excess) & _is_sure(whole)
    at_most = _divided(whole.hits + NORMAL**2, whole.units)
    correlation = np.where(is_known, np.where(is_known, excess, 0), UNEVENNESS * at_most)
    known: Real = np.clip(np.nan_to_num(correlation, nan=1.0), 0, 1)
    return known


def _mean_size(sums: RatioSums) -> Real:
    """Return the size of the cluster that a unit lies in, on average."""
    return _divided(sums.units_squared, sums.units)


def _wilson(rate: Real, size: Real, point: Real) -> tuple[Real, Real]:
    squared = point**2
    middle = rate + squared / (2 * size)
    half = point * np.sqrt(rate * (1 - rate) / size + squared / (4 * size**2))
    scale = 1 + squared / size
    return np.maximum((middle - half) / scale, 0), np.minimum((middle + half) / scale, 1)


def _root(product: Real, one: Real, other: Real) -> Real:
    root: Real = np.sqrt(np.maximum(product**2 - one * other, 0))
    return root


def _divided(above: Real, below: Real) -> Real:
    result: Real = np.divide(above, below, out=np.full(np.shape(above), np.nan), where=below > 0)
    return result

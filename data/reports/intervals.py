"""95 % intervals of rates and of their ratios, clustered by decision.

A rate is R = sum(c) / sum(m) over decisions, each a cluster of m units with c hits. Its variance is
that of the ratio estimator (Cochran, Sampling Techniques, 3rd ed., 6.4):
V = f sum((c - R m)^2) / sum(m)^2. n* = sum(m)^2 / sum(m^2) is the effective number of clusters
(Kish, Survey Sampling, 1965): f = n* / (n* - 1), and Student's t has n* - 1 degrees of freedom, so
that a few pages of many readers among many of one do not pass for many.

The interval is Wilson's score interval with the effective size sum(m) / deff in the place of the
number of units, deff = V / (R (1 - R) / sum(m)), never below 1 (the modified Wilson interval of
Kott & Carr, J. Official Statistics 13, 1997; compared with others by Dean & Pagano, J. Survey
Statistics and Methodology 3, 2015). Where hits are few (below FEW), deff cannot be told from them:
it is at least what the correlation rho of a decision's units in the whole table gives,
1 + (sum(m^2) / sum(m) - 1) rho. Where the table has few hits too, rho is the rate at its highest,
(hits + 3.84) / units, times 2: units that share a decision whose own rate is drawn with the squared
coefficient of variation CV2 correlate by about R CV2, and readers are that uneven. So no hits at
all have an interval too, from 0 to 3.84 / (effective size + 3.84).

A ratio of two independent rates has the interval of Donner & Zou (Statistical Methods in Medical
Research 21, 2012, MOVER-R) from both rates' own: with many hits that of the delta method on the log
scale; with none it still is one, without a bound above where the lower rate may be 0.
"""

from dataclasses import dataclass

import numpy as np

from data.reports.name_codes import Real
from data.reports.student import NORMAL, t_point

FEW = 10
LEAST_CLUSTERS = 2
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
    size = sums.units / _design_effect(sums, rate, _correlation(whole or sums))
    clusters = np.maximum(sums.clusters, 1)
    freedom = np.where(sums.hits > 0, clusters - 1, np.inf)
    point = np.where(clusters < LEAST_CLUSTERS, NORMAL, t_point(np.maximum(freedom, 1)))
    low, high = _wilson(rate, size, point)
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


def _design_effect(sums: RatioSums, rate: Real, correlation: Real) -> Real:
    """Return how many units weigh as one, at least one."""
    own = _own_effect(sums, rate)
    borrowed = 1 + np.maximum(_mean_size(sums) - 1, 0) * correlation
    is_known = np.isfinite(own)
    is_sure = is_known & (sums.hits >= FEW) & (sums.clusters >= LEAST_CLUSTERS)
    unsure = np.maximum(np.where(is_known, own, 1), borrowed)
    return np.maximum(np.where(is_sure, own, unsure), 1)


def _own_effect(sums: RatioSums, rate: Real) -> Real:
    plain = _divided(rate * (1 - rate), sums.units)
    return np.where(plain > 0, _divided(sums.variance, plain), np.nan)


def _correlation(whole: RatioSums) -> Real:
    """Return the correlation of a decision's units; if unsure, the rate times UNEVENNESS."""
    excess = _divided(_own_effect(whole, np.clip(whole.rate, 0, 1)) - 1, _mean_size(whole) - 1)
    is_known = np.isfinite(excess) & (whole.hits >= FEW) & (whole.clusters >= LEAST_CLUSTERS)
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

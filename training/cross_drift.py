"""A refit that sees what moved lately: weights on top that only the newest exposures have.

Besides its lasting weights each main field of a page has some that count in the last days alone,
once for each span. The log says, block by block, whether they move: where they move less than they
were given to, they stand still, and the whole log counts as it did. Serving takes the sums, as
unsure as both parts together: what moved is explored again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from recommender.crossed.cross_prior import Block, CrossPrior
from recommender.crossed.cross_weights import CrossWeights, Rows
from training.cross_design import CrossDesign
from training.cross_factors import tell_factors
from training.cross_log import CrossLog
from training.cross_refit import RefitSettings, refit
from training.factor_corner import LATELY

# What many pages share, and what promos are worth with it: of a single tag a day tells nothing.
MOVING = frozenset({"bias", "category", "country", "device", "hour"})
MOVED = frozenset({"promo", "topic", "source"})
# Of the lasting weights' variance: what the log must tell more than.
LEAST_SHARE = 0.1
STILL = 1e-6


@dataclass(frozen=True, slots=True)
class DriftDesign:
    """A log's design in which the `moving` page features stand once more for each span of days."""

    design: CrossDesign
    moving: Rows
    spans_days: tuple[float, ...]


def drift_design(log: CrossLog, weights: CrossWeights, settings: RefitSettings) -> DriftDesign:
    """Return a log's design with the spans that it is long enough for.

    What lasts is known only by as much of a log from before.
    """
    oldest = float(np.max(log.ages_days, initial=0.0))
    can_learn = settings.pull is not None
    spans = tuple(days for days in settings.spans_days if can_learn and 2 * days <= oldest)
    fields = weights.page.fields[: log.pages.shape[1]]
    moving = np.array([at for at, field in enumerate(fields) if field in MOVING], dtype=np.int64)
    return DriftDesign(CrossDesign(widened(log, moving, spans) if spans else log), moving, spans)


def refit_with_drift(weights: CrossWeights, drift: DriftDesign, settings: RefitSettings) -> None:
    """Refit as `refit` does, with the drift and the factors that the log tells of."""
    design, spans = drift.design, drift.spans_days
    if not spans:
        refit(weights, design, settings)
        return tell_factors(weights, design, settings)
    all_rows, columns = design.shape
    rows = all_rows - len(spans) * len(drift.moving)
    wide = _with_late(weights, drift, rows=rows, columns=columns)
    begun = wide.prior
    refit(wide, design, replace(settings, rounds=1))
    still = _still(wide.prior, begun=begun, spans=spans)
    wide.prior = wide.prior.with_variances(still)
    refit(wide, design, settings)
    # The least that a refit learns is more.
    wide.prior = wide.prior.with_variances(still)
    tell_factors(wide, design, settings)
    mean, variance = wide.mean[:rows, :columns].copy(), wide.variance[:rows, :columns].copy()
    for start in range(rows, all_rows, len(drift.moving)):
        late = np.s_[start : start + len(drift.moving), :columns]
        mean[drift.moving] += wide.mean[late]
        variance[drift.moving] += wide.variance[late]
    weights.set(mean, variance, prior=wide.prior)


def widened(log: CrossLog, moving: Rows, spans: tuple[float, ...]) -> CrossLog:
    """Return the log with a page's features once more for each span that an exposure is within."""
    within = [log.ages_days < days for days in spans]
    kinds = sum(2**at * is_within for at, is_within in enumerate(within))
    keys, page = np.unique(log.page * 2 ** len(spans) + kinds, return_inverse=True)
    pages = log.pages[keys // 2 ** len(spans)]
    late = [(keys >> at & 1).astype(np.float64) for at in range(len(spans))]
    parts = [sparse.diags(is_late) @ pages[:, moving] for is_late in late]
    return replace(log, pages=sparse.csr_matrix(sparse.hstack([pages, *parts])), page=page)


def _with_late(
    weights: CrossWeights, drift: DriftDesign, *, rows: int, columns: int
) -> CrossWeights:
    """Return the weights [rows, columns] as they are, and below them those of the spans: 0."""
    wide = CrossWeights(_restless(weights.prior, drift.spans_days))
    names, fields = list(weights.page.numbers)[:rows], weights.page.fields
    for name in names:
        wide.page.number(name)
    for days in drift.spans_days:
        for at in drift.moving:
            wide.page.number(f"{_lately(fields[at], days)}:{names[at]}")
    for name in list(weights.promo.numbers)[:columns]:
        wide.promo.number(name)
    mean = np.zeros((len(wide.page), columns))
    mean[:rows] = weights.mean[:rows, :columns]
    wide.set(mean, np.zeros_like(mean), prior=wide.prior)
    return wide


def _restless(prior: CrossPrior, spans: tuple[float, ...]) -> CrossPrior:
    """Return the prior in which whatever may move is taken to."""
    least = {
        (_lately(page, days), promo): LEAST_SHARE * value
        for (page, promo), value in prior.variances.items()
        if page in MOVING and promo in MOVED
        for days in spans
    }
    held = prior.variances
    return prior.with_variances({at: max(held.get(at, 0.0), value) for at, value in least.items()})


def _still(
    prior: CrossPrior, *, begun: CrossPrior, spans: tuple[float, ...]
) -> Mapping[Block, float]:
    """Return the variances with which what moved less than it had begun with stands still."""
    late = {(_lately(page, days), promo) for page, promo in prior.variances for days in spans}
    still = [at for at in late if prior.variance(*at) < begun.variance(*at)]
    return dict.fromkeys(sorted(still), STILL)


def _lately(field: str, days: float) -> str:
    return f"{field}{LATELY}{days:g} days"

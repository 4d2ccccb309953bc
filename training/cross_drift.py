"""A refit that sees what moved lately: weights on top that only the newest pages have.

Besides its lasting weights each main field of a page has some that count in the last days alone,
once for each span. The log says, block by block, whether they move: where they move less than they
were given to, they stand still, and the whole log counts as it did. Serving takes the sums, as
unsure as both parts together: what moved is explored again.
"""

from dataclasses import replace

import numpy as np
from scipy import sparse

from recommender.crossed.cross_prior import CrossPrior
from recommender.crossed.cross_weights import CrossWeights, Rows
from training.cross_design import CrossDesign
from training.cross_refit import RefitSettings, refit
from training.sums import Amounts

# What many pages share, and what promos are worth with it: of a single tag a day tells nothing.
MOVING = frozenset({"bias", "category", "country", "device", "hour"})
MOVED = frozenset({"promo", "topic", "source"})
# Of the lasting weights' variance: what the log must tell more than.
LEAST_SHARE = 0.1
STILL = 1e-6


def refit_with_drift(
    weights: CrossWeights, design: CrossDesign, *, ages_days: Amounts, settings: RefitSettings
) -> None:
    """Refit on a log whose pages [P] are so old, the newest 0."""
    log = design.log
    # What lasts is known only by as much of a log from before.
    oldest = float(ages_days.max(initial=0.0))
    spans = tuple(days for days in settings.spans_days if 2 * days <= oldest)
    if not spans or settings.pull is None:
        return refit(weights, design, settings)
    rows, columns = log.pages.shape[1], log.promos.shape[1]
    moving = np.array([at for at in range(rows) if weights.page.fields[at] in MOVING])
    wide = _widened(weights, moving, spans=spans, shape=(rows, columns))
    pages = _pages(log.pages, moving, ages_days=ages_days, spans=spans)
    begun, widened = wide.prior, CrossDesign(replace(log, pages=pages))
    refit(wide, widened, replace(settings, rounds=1))
    wide.prior = _without_the_still(wide.prior, begun=begun, spans=spans)
    refit(wide, widened, settings)
    mean, variance = wide.mean[:rows, :columns].copy(), wide.variance[:rows, :columns].copy()
    for span in range(len(spans)):
        part = np.s_[rows + span * len(moving) : rows + (span + 1) * len(moving), :columns]
        mean[moving] += wide.mean[part]
        variance[moving] += wide.variance[part]
    weights.set(mean, variance, prior=wide.prior)


def _widened(
    weights: CrossWeights, moving: Rows, *, spans: tuple[float, ...], shape: tuple[int, int]
) -> CrossWeights:
    """Return the weights [shape] as they are, and below them those of the newest pages: 0."""
    rows, columns = shape
    wide = CrossWeights(_restless(weights.prior, spans))
    names = list(weights.page.numbers)[:rows]
    late = [
        f"{_lately(weights.page.fields[at], days)}:{names[at]}" for days in spans for at in moving
    ]
    for name in (*names, *late):
        wide.page.number(name)
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


def _without_the_still(
    prior: CrossPrior, *, begun: CrossPrior, spans: tuple[float, ...]
) -> CrossPrior:
    """Return the prior in which what moved less than it had begun with stands still."""
    late = {(_lately(page, days), promo) for page, promo in prior.variances for days in spans}
    still = [at for at in late if prior.variance(*at) < begun.variance(*at)]
    return prior.with_variances(dict.fromkeys(sorted(still), STILL))


def _lately(field: str, days: float) -> str:
    return f"{field} of {days:g} days"


def _pages(
    pages: sparse.csr_matrix, moving: Rows, *, ages_days: Amounts, spans: tuple[float, ...]
) -> sparse.csr_matrix:
    """Return the pages' features, and those that move once more for each span they are within."""
    movable = pages[:, moving]
    parts = [sparse.diags((ages_days < days).astype(np.float64)) @ movable for days in spans]
    return sparse.csr_matrix(sparse.hstack([pages, *parts]))

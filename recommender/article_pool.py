"""The promos that all shortlists of an article are chosen from, whoever reads it.

One pass over all promos for each article, instead of one for each of its reader classes.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from recommender.domain import Reason
from recommender.eligibility import misses_audience
from recommender.learned import Floats
from recommender.scoring import Rows, Scores
from recommender.shortlist import place_in_group, shortlist
from recommender.snapshot import Snapshot
from recommender.visit import Visit

WIDER = 2
PER_AUDIENCE = 8
AMONG = 8
AUDIENCE_REASONS = (Reason.COUNTRY, Reason.REGION, Reason.LANGUAGE)


@dataclass(slots=True)
class ArticlePool:
    """Rows of the promo table, ascending; `is_whole` if they are all that is live.

    `changed` are those that changed since (`as_of` the snapshot it was made of), as known in the
    snapshot `checked_in`.
    """

    rows: Rows
    is_whole: bool
    as_of: int
    made_at_ms: int
    checked_in: int
    changed: frozenset[int] = frozenset()


def static_scores(snapshot: Snapshot) -> Scores:
    """Return what of a score [N] no visit changes: log value plus optimism."""
    slope = snapshot.learned.slope if snapshot.learned else 1.0
    promos = snapshot.promos
    scores: Scores = np.log(promos.value_micros)
    return scores + promos.deviation * (snapshot.settings.optimism * slope)


def article_pool(
    snapshot: Snapshot, vector: Floats, *, static: Scores, live: Rows, rng: np.random.Generator
) -> Rows:
    """Return rows out of `live`, ascending: the article's best, with floors, and uniform others.

    The best are `WIDER` times a shortlist's number, since readers shift the order; each audience
    keeps its own best of each kind, so that local promos are not crowded out.
    """
    settings = snapshot.settings
    wide = replace(settings, shortlist=WIDER * settings.shortlist, uniform=WIDER * settings.uniform)
    if len(live) <= wide.shortlist + wide.uniform:
        return live
    slope = np.float32(snapshot.learned.slope if snapshot.learned else 1.0)
    context = np.append(vector[:-1], np.float32(1.0)) * slope
    # Click rates are taken as exp(logit), which orders small ones as the true ones do.
    scores = (snapshot.promos.vectors @ context + static)[live]
    chosen = shortlist(snapshot.promos, live, scores=scores, settings=wide, rng=rng)
    local = _best_of_audiences(snapshot, live, scores=scores)
    found: Rows = live[np.unique(np.concatenate([chosen, local]))]
    return found


def allowed_audiences(snapshot: Snapshot, visit: Visit) -> NDArray[np.bool_]:
    """Return for each audience whether the visit is inside it."""
    return np.array(
        [
            not any(misses_audience(audience, visit, reason) for reason in AUDIENCE_REASONS)
            for audience in snapshot.promos.audiences
        ],
        dtype=np.bool_,
    )


def _best_of_audiences(snapshot: Snapshot, live: Rows, *, scores: Scores) -> NDArray[np.int64]:
    """Return positions into `live` of the best of each audience and kind among the many best."""
    promos = snapshot.promos
    count = min(len(scores), AMONG * WIDER * snapshot.settings.shortlist)
    best = np.argpartition(scores, len(scores) - count)[-count:]
    best = best[np.argsort(-scores[best], kind="stable")]
    rows = live[best]
    codes = promos.audience[rows] * np.int32(len(promos.groups.kinds)) + promos.kinds_of(rows)
    return best[place_in_group(codes) < PER_AUDIENCE]

"""The promos of a large catalogue that an article's shortlists are chosen from.

One pass over all promos an article, instead of one for each of its reader classes.
"""

import numpy as np
from numpy.typing import NDArray

from recommender.learned import Floats
from recommender.scoring import Rows
from recommender.shortlist import place_in_group
from recommender.snapshot import Snapshot

POOL = 2048
PER_AUDIENCE = 256
UNIFORM_SHARE = 8


def static_scores(snapshot: Snapshot) -> Floats:
    """Return what of a score [N] no visit changes: log value plus optimism."""
    slope = snapshot.learned.slope if snapshot.learned else 1.0
    promos = snapshot.promos
    optimism = promos.deviation * np.float32(snapshot.settings.optimism * slope)
    static: Floats = (np.log(promos.value_micros) + optimism).astype(np.float32)
    return static


def article_pool(
    snapshot: Snapshot, vector: Floats, *, static: Floats, rng: np.random.Generator
) -> Rows:
    """Return rows, ascending: the article's best, whoever reads, and one in eight uniform.

    Click rates are taken as exp(logit), which orders small ones as the true ones do. Of the best
    four times as many, each audience keeps its own `PER_AUDIENCE`, so that local promos are not
    crowded out by those for everybody.
    """
    slope = np.float32(snapshot.learned.slope if snapshot.learned else 1.0)
    context = np.append(vector[:-1], np.float32(1.0)) * slope
    scores = snapshot.promos.vectors @ context + static
    wide = np.argpartition(scores, len(scores) - 4 * POOL)[-4 * POOL :]
    wide = wide[np.argsort(-scores[wide], kind="stable")]
    is_best = np.arange(len(wide)) < POOL
    is_best |= place_in_group(snapshot.promos.audience[wide]) < PER_AUDIENCE
    uniform = rng.choice(len(scores), size=POOL // UNIFORM_SHARE, replace=False)
    return np.unique(np.concatenate([wide[is_best], uniform]))


def is_large(snapshot: Snapshot) -> bool:
    """Tell whether a pool is worth its making."""
    return len(snapshot.promos) > 8 * POOL


def within(pool: NDArray[np.int64], rows: Rows, *, count: int) -> Rows:
    """Return the rows that are in the pool, `count` being the length of the promo table."""
    flags = np.zeros(count, dtype=np.bool_)
    flags[rows] = True
    return pool[flags[pool]]

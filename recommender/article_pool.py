"""The promos that all shortlists of an article are chosen from, whoever reads it.

One pass over all promos for each article, instead of one for each of its reader classes.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from recommender.domain import Reason
from recommender.eligibility import misses_audience
from recommender.lineup import Lineup
from recommender.scoring import Rows, Scores, model_optimism, products
from recommender.shortlist import place_in_group, rare_kinds, shortlist
from recommender.snapshot import Snapshot
from recommender.visit import Visit

WIDER = 2
PER_AUDIENCE = 8
AMONG = 8
AUDIENCE_REASONS = (Reason.COUNTRY, Reason.REGION, Reason.LANGUAGE)


@dataclass(slots=True)
class ArticlePool:
    """Rows of the promo table, ascending, and lined up; `is_whole` if they are all that is live.

    It is made anew when it is older than `lives_ms`, and due to be if it `is_outdated`: what
    changed in it or beside it makes it so, or a flight that begins at `next_start_ms`.
    `least_score` is what a promo must pass to be among the best of them. `changed` are those whose
    rules changed since it was made, as known in the snapshot `checked_in`.
    """

    rows: Rows
    lineup: Lineup
    least_score: float
    is_whole: bool
    made_at_ms: int
    lives_ms: int
    next_start_ms: int
    checked_in: int
    changed: frozenset[int] = frozenset()
    is_outdated: bool = False

    def holds(self, row: int) -> bool:
        """Tell whether the row is in the pool."""
        at = int(self.rows.searchsorted(row))
        return at < len(self.rows) and int(self.rows[at]) == row


def static_scores(snapshot: Snapshot) -> Scores:
    """Return what of a score [N] no visit changes: log value, plus the model's optimism."""
    scores: Scores = np.log(snapshot.promos.value_micros)
    if snapshot.online is not None:
        return scores
    return scores + model_optimism(snapshot, np.arange(len(scores)))


def article_pool(
    snapshot: Snapshot, visit: Visit, *, static: Scores, live: Rows, rng: np.random.Generator
) -> tuple[Rows, float]:
    """Return rows out of `live`, ascending: the article's best, with floors, and uniform others.

    The best are `WIDER` times a shortlist's number, since readers shift the order; each audience
    keeps its own best of each kind, so that local promos are not crowded out. The number is the
    score of the last of the best.
    """
    settings = snapshot.settings
    wide = replace(settings, shortlist=WIDER * settings.shortlist, uniform=WIDER * settings.uniform)
    if len(live) <= wide.shortlist + wide.uniform:
        return live, -np.inf
    scores = article_scores(snapshot, visit, static=static, rows=live)
    many = _best(scores, AMONG * wide.shortlist)
    chosen = shortlist(snapshot.promos, live[many], scores=scores[many], settings=wide, rng=rng)
    local = _of_audiences(snapshot, live[many])
    kinds = snapshot.promos.kinds_of(live)
    rare = rare_kinds(kinds, many, scores=scores, settings=wide)
    uniform = rng.choice(len(live), size=wide.uniform, replace=False)
    found: Rows = live[np.unique(np.concatenate([many[chosen], many[local], rare, uniform]))]
    return found, float(scores[many[wide.shortlist - 1]])


def article_scores(snapshot: Snapshot, visit: Visit, *, static: Scores, rows: Rows) -> Scores:
    """Return the score [n] of each row beside the visit's article, whoever reads.

    The model's click rates are taken as exp(logit), which orders small ones as the true ones do.
    """
    online = snapshot.online
    if online is None:
        return static[rows] + _model_scores(snapshot, visit, rows)
    if visit.crossed is None:
        raise ValueError("what was learned online needs an article that is known")
    page = online.article(visit.crossed)
    logits, deviations = online.scores(page, rows)
    bonus = snapshot.settings.online_optimism * deviations
    scores: Scores = static[rows] + bonus - np.logaddexp(0.0, -logits)
    return scores


def _model_scores(snapshot: Snapshot, visit: Visit, rows: Rows) -> Scores:
    if visit.vector is None:
        raise ValueError("scores need a model and an article that is known")
    slope = np.float32(snapshot.learned.slope if snapshot.learned else 1.0)
    context = np.append(visit.vector[:-1], np.float32(1.0)) * slope
    return products(snapshot.promos, context, rows).astype(np.float64)


def allowed_audiences(snapshot: Snapshot, visit: Visit) -> NDArray[np.bool_]:
    """Return for each audience whether the visit is inside it."""
    return np.array(
        [
            not any(misses_audience(audience, visit, reason) for reason in AUDIENCE_REASONS)
            for audience in snapshot.promos.audiences
        ],
        dtype=np.bool_,
    )


def _best(scores: Scores, count: int) -> NDArray[np.int64]:
    """Return the positions of the `count` highest scores, best first."""
    if len(scores) <= count:
        return np.argsort(-scores, kind="stable")
    top = np.argpartition(scores, len(scores) - count)[-count:]
    return top[np.argsort(-scores[top], kind="stable")]


def _of_audiences(snapshot: Snapshot, rows: Rows) -> NDArray[np.int64]:
    """Return positions into `rows`, best first, of the best of each audience and kind."""
    promos = snapshot.promos
    codes = promos.audience[rows] * np.int32(len(promos.groups.kinds)) + promos.kinds_of(rows)
    return np.flatnonzero(place_in_group(codes) < PER_AUDIENCE)

"""The draw table of a policy for a visit: score -> value -> explore -> shortlist over its rows.

Pure: the same snapshot, visit and rows give the same table. `candidate_tables` remembers them.
"""

import numpy as np

from recommender.domain import Arm, Rung
from recommender.keys import NOTHING, key_of
from recommender.lineup import Lineup, line_up
from recommender.sampling import DrawTable, draw_table, softmax_weights, weighed
from recommender.scoring import (
    Rows,
    Scores,
    learned_scores,
    prior_scores,
    value_scores,
)
from recommender.shortlist import shortlist
from recommender.snapshot import Snapshot
from recommender.visit import Visit

FOR_ARTICLE = frozenset({(Arm.LEARNED, Rung.LEARNED), (Arm.CANARY, Rung.LEARNED)})


def make_table(
    arm: Arm, rung: Rung, snapshot: Snapshot, *, visit: Visit, rows: Rows, temperature: float
) -> DrawTable:
    """Return the table of an arm on a rung, from the rows that are eligible for the visit."""
    if arm is Arm.CONTROL:
        return draw_table(snapshot.promos, rows, weights=np.ones(len(rows)))
    if rung is Rung.ORDER:
        return _ordered_table(snapshot, visit, rows, priority=-rows.astype(np.float64))
    if arm is Arm.BASELINE:
        popularity = snapshot.promos.prior_rate[rows].astype(np.float64)
        return _ordered_table(snapshot, visit, rows, priority=popularity)
    return _softmax_table(snapshot, visit, rows, rung=rung, temperature=temperature)


def is_softmax(arm: Arm, rung: Rung) -> bool:
    """Tell whether the table depends on the temperature."""
    return rung is not Rung.ORDER and arm not in (Arm.CONTROL, Arm.BASELINE)


def is_for_article(arm: Arm, rung: Rung) -> bool:
    """Tell whether the table depends on the article: the learned scores alone do."""
    return (arm, rung) in FOR_ARTICLE


def without_own_article(snapshot: Snapshot, visit: Visit, rows: Rows) -> Rows:
    """Return the rows but those that lead to the very page they would stand on."""
    if visit.article_url_key == NOTHING:
        return rows
    others: Rows = rows[snapshot.promos.url_key[rows] != visit.article_url_key]
    return others


def _softmax_table(
    snapshot: Snapshot, visit: Visit, rows: Rows, *, rung: Rung, temperature: float
) -> DrawTable:
    """Return the softmax of the scores of the rows that are worth most."""
    lineup, scores = scored_lineup(snapshot, visit, rows, rung=rung)
    return weighed(lineup, softmax_weights(scores, temperature=temperature))


def scored_lineup(
    snapshot: Snapshot, visit: Visit, rows: Rows, *, rung: Rung
) -> tuple[Lineup, Scores]:
    """Return the rows worth most, and their scores [n]: log(r * value) plus optimism.

    r is learned, or on the rung `prior` the smoothed rate.
    """
    promos = snapshot.promos
    if rung is Rung.LEARNED:
        logits, optimism = learned_scores(snapshot, visit, rows)
    else:
        logits, optimism = prior_scores(snapshot, rows)
    scores = value_scores(promos, rows, logits) + optimism
    chosen = _shortlisted(snapshot, visit, rows, scores=scores)
    # Lined up by score: at every temperature a candidate has the same position.
    lineup = line_up(promos, rows[chosen], priority=scores[chosen])
    return lineup, scores[np.searchsorted(rows, lineup.rows)]


def _ordered_table(snapshot: Snapshot, visit: Visit, rows: Rows, *, priority: Scores) -> DrawTable:
    """Return weights that put the highest priority first (the earliest row among equals)."""
    chosen = _shortlisted(snapshot, visit, rows, scores=priority)
    places = np.empty(len(chosen))
    best_last = np.argsort(-priority[chosen], kind="stable")[::-1]
    places[best_last] = np.arange(1.0, len(chosen) + 1)
    return draw_table(snapshot.promos, rows[chosen], weights=places)


def _shortlisted(snapshot: Snapshot, visit: Visit, rows: Rows, *, scores: Scores) -> Rows:
    state = (snapshot.catalogue_version, snapshot.learned.version if snapshot.learned else "")
    seed = key_of(*map(str, (*state, visit.article_key, *visit.reader_class)))
    rng = np.random.default_rng(abs(seed))
    settings = snapshot.settings
    return shortlist(snapshot.promos, rows, scores=scores, settings=settings, rng=rng)

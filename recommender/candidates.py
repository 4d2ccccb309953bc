"""The draw table of a policy for a visit: eligible -> score -> value -> explore -> shortlist.

Everything here depends on the snapshot, the article and the reader's class alone, so a worker keeps
the tables (`CandidateTables`) until the snapshot or a flight changes.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import replace

import numpy as np

from recommender.domain import Arm, Rung
from recommender.eligibility import eligible_rows, next_boundary_ms
from recommender.keys import NOTHING, key_of
from recommender.placement_plan import placement_plan
from recommender.sampling import DrawTable, draw_table, whole_weights
from recommender.scoring import (
    Rows,
    Scores,
    learned_logits,
    prior_logits,
    value_scores,
    with_optimism,
)
from recommender.shortlist import shortlist
from recommender.snapshot import Snapshot
from recommender.visit import Visit


def learned_table(snapshot: Snapshot, visit: Visit, *, now_ms: int) -> DrawTable:
    """Return the table of the learned arm: softmax of log(r * value) plus optimism."""
    rows = eligible_rows(snapshot.promos, visit, now_ms=now_ms)
    scores = value_scores(snapshot.promos, rows, learned_logits(snapshot, visit, rows))
    return _softmax_table(snapshot, visit, rows, scores=with_optimism(snapshot, rows, scores))


def prior_table(snapshot: Snapshot, visit: Visit, *, now_ms: int) -> DrawTable:
    """Return the table of the `prior` rung: the same draw by smoothed click rates."""
    rows = eligible_rows(snapshot.promos, visit, now_ms=now_ms)
    scores = value_scores(snapshot.promos, rows, prior_logits(snapshot.promos, rows))
    return _softmax_table(snapshot, visit, rows, scores=with_optimism(snapshot, rows, scores))


def popularity_table(snapshot: Snapshot, visit: Visit, *, now_ms: int) -> DrawTable:
    """Return the table of the baseline: weights that put the most clicked first."""
    rows = eligible_rows(snapshot.promos, visit, now_ms=now_ms)
    popularity = snapshot.promos.prior_rate[rows].astype(np.float64)
    return _ordered_table(snapshot, visit, rows, priority=popularity)


def order_table(snapshot: Snapshot, visit: Visit, *, now_ms: int) -> DrawTable:
    """Return the table of the `order` rung: the catalogue's own order."""
    rows = eligible_rows(snapshot.promos, visit, now_ms=now_ms)
    return _ordered_table(snapshot, visit, rows, priority=-rows.astype(np.float64))


def uniform_table(snapshot: Snapshot, visit: Visit, *, now_ms: int) -> DrawTable:
    """Return the table of the control: all that is eligible, with equal weights."""
    rows = eligible_rows(snapshot.promos, visit, now_ms=now_ms)
    return draw_table(snapshot.promos, rows, weights=np.ones(len(rows)))


def _softmax_table(snapshot: Snapshot, visit: Visit, rows: Rows, *, scores: Scores) -> DrawTable:
    chosen = _shortlisted(snapshot, visit, rows, scores=scores)
    weights = whole_weights(scores[chosen], temperature=snapshot.settings.temperature)
    return draw_table(snapshot.promos, rows[chosen], weights=weights)


def _ordered_table(snapshot: Snapshot, visit: Visit, rows: Rows, *, priority: Scores) -> DrawTable:
    chosen = _shortlisted(snapshot, visit, rows, scores=priority)
    places = np.empty(len(chosen))
    places[np.argsort(priority[chosen], kind="stable")] = np.arange(1.0, len(chosen) + 1)
    return draw_table(snapshot.promos, rows[chosen], weights=places)


def _shortlisted(snapshot: Snapshot, visit: Visit, rows: Rows, *, scores: Scores) -> Rows:
    state = (snapshot.catalogue_version, snapshot.learned.version if snapshot.learned else "")
    seed = key_of(*map(str, (*state, visit.article_key, *visit.reader_class)))
    rng = np.random.default_rng(abs(seed))
    settings = snapshot.settings
    return shortlist(snapshot.promos, rows, scores=scores, settings=settings, rng=rng)


Maker = Callable[..., DrawTable]
MAKERS: dict[tuple[Arm, Rung], Maker] = {
    (Arm.LEARNED, Rung.LEARNED): learned_table,
    (Arm.LEARNED, Rung.PRIOR): prior_table,
    (Arm.LEARNED, Rung.ORDER): order_table,
    (Arm.BASELINE, Rung.PRIOR): popularity_table,
    (Arm.BASELINE, Rung.ORDER): order_table,
    (Arm.CONTROL, Rung.LEARNED): uniform_table,
}


class CandidateTables:
    """A snapshot's draw tables, made on first use; the least recently used give way.

    `plans` holds every placement's rules made ready, by (site, placement).
    """

    def __init__(self, snapshot: Snapshot, *, most: int = 4096) -> None:
        self.snapshot = snapshot
        self.plans = {key: placement_plan(kept) for key, kept in snapshot.placements.items()}
        self._most = most
        self._tables: OrderedDict[Hashable, DrawTable] = OrderedDict()
        self._valid_until_ms = -1

    def table(self, arm: Arm, rung: Rung, visit: Visit, *, now_ms: int) -> DrawTable:
        """Return the table of an arm on a rung for a visit at a time.

        Only the learned scores depend on the article, so that the other tables are shared by all
        articles; the ranker bars the article's own promo from them.
        """
        if now_ms >= self._valid_until_ms:
            self._tables.clear()
            self._valid_until_ms = next_boundary_ms(self.snapshot.promos, now_ms=now_ms)
        if (arm, rung) != (Arm.LEARNED, Rung.LEARNED):
            visit = replace(visit, article_key=0, article_url_key=NOTHING, vector=None)
        key = (arm, rung, visit.article_key, visit.language, visit.reader_class)
        found = self._tables.get(key)
        if found is not None:
            self._tables.move_to_end(key)
            return found
        made = self._tables[key] = MAKERS[arm, rung](self.snapshot, visit, now_ms=now_ms)
        if len(self._tables) > self._most:
            self._tables.popitem(last=False)
        return made

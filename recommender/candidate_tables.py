"""Remembers draw tables while catalogue and snapshots go on changing beneath them.

A table is made on first use. When the next snapshot (of the same generation) comes, it stays:
promos that changed are barred from it at once, and it is made anew within a budget, so that a busy
catalogue cannot take a worker's time from its readers.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, replace

import numpy as np

from recommender.article_pool import article_pool, is_large, static_scores, within
from recommender.candidates import is_for_article, make_table, without_own_article
from recommender.domain import Arm, Reason, Rung
from recommender.eligibility import eligible_rows, next_boundary_ms
from recommender.keys import NOTHING
from recommender.placement_plan import PlacementPlan, placement_plan
from recommender.promo_table import NEVER_MS
from recommender.rebuild_budget import RebuildBudget
from recommender.sampling import DrawTable
from recommender.scoring import Rows
from recommender.snapshot import Snapshot
from recommender.visit import Visit

OLDEST_MS = 60_000
"""A table older than this is made anew: what else would be worth showing has moved on."""


@dataclass(slots=True)
class KeptTable:
    """A table, the snapshot it was made of, and the rows that changed since."""

    table: DrawTable
    as_of: int
    made_at_ms: int
    valid_until_ms: int
    checked_in: int
    barred: dict[int, Reason]


class CandidateTables:
    """The tables of one worker; the least recently used give way.

    `plans` holds every placement's rules made ready, by (site, placement).
    """

    def __init__(self, snapshot: Snapshot, *, most: int = 8192) -> None:
        self._most = most
        self._tables: OrderedDict[Hashable, KeptTable] = OrderedDict()
        self._pools: OrderedDict[int, tuple[int, Rows]] = OrderedDict()
        self._budget = RebuildBudget()
        self.plans: dict[tuple[str, str], PlacementPlan] = {}
        self._show(snapshot)

    def advance(self, snapshot: Snapshot) -> None:
        """Go on with a newer snapshot; what another generation made is forgotten."""
        if snapshot.generation != self.snapshot.generation:
            self._tables.clear()
            self._pools.clear()
        self._show(snapshot)

    def table(self, arm: Arm, rung: Rung, visit: Visit, *, now_ms: int) -> KeptTable:
        """Return the table of an arm on a rung for a visit, with the rows that are barred from it.

        Only the learned scores depend on the article: the other tables are shared by all articles,
        and the ranker bars the article's own promo from them.
        """
        if not is_for_article(arm, rung):
            visit = _of_any_article(visit)
        key = (arm, rung, visit.article_key, visit.language, visit.reader_class)
        kept = self._tables.get(key)
        if kept is None or not self._holds(kept, now_ms):
            kept = self._tables[key] = self._make(arm, rung, visit, now_ms=now_ms)
            if len(self._tables) > self._most:
                self._tables.popitem(last=False)
        self._tables.move_to_end(key)
        return kept

    def _show(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._static = static_scores(snapshot) if is_large(snapshot) else None
        self._eligible: dict[Hashable, tuple[int, Rows]] = {}
        self._changed: dict[int, frozenset[int]] = {}
        known, self.plans = self.plans, {}
        for key, placement in snapshot.placements.items():
            plan = known.get(key)
            is_same = plan is not None and plan.placement == placement
            self.plans[key] = plan if plan and is_same else placement_plan(placement)

    def _holds(self, kept: KeptTable, now_ms: int) -> bool:
        """Tell whether a table may still be drawn from; bars what changed since it was made."""
        if now_ms >= kept.valid_until_ms or now_ms - kept.made_at_ms > OLDEST_MS:
            return False
        if kept.as_of == self.snapshot.number:
            return True
        changed = self._changed_since(kept.as_of)
        if not changed:
            kept.as_of = self.snapshot.number
            return True
        if self._budget.allows(now_ms):
            return False
        if kept.checked_in != self.snapshot.number:
            barred = changed.intersection(kept.table.rows)
            kept.barred = dict.fromkeys(barred, Reason.NOT_SHORTLISTED)
            kept.checked_in = self.snapshot.number
        return True

    def _changed_since(self, number: int) -> frozenset[int]:
        found = self._changed.get(number)
        if found is None:
            rows = np.flatnonzero(self.snapshot.promos.changed_in > number)
            found = self._changed[number] = frozenset(rows.tolist())
        return found

    def _make(self, arm: Arm, rung: Rung, visit: Visit, *, now_ms: int) -> KeptTable:
        rows = self._rows(visit, now_ms=now_ms)
        table = make_table(arm, rung, self.snapshot, visit=visit, rows=rows)
        ends = self.snapshot.promos.ends_ms[np.frombuffer(table.rows, dtype=np.int64)]
        until = int(ends.min()) if len(ends) else NEVER_MS
        number = self.snapshot.number
        return KeptTable(table, number, now_ms, until, number, {})

    def _rows(self, visit: Visit, *, now_ms: int) -> Rows:
        """Return the rows to choose a shortlist from: eligible, in a large catalogue pooled."""
        rows = self._eligible_rows(visit, now_ms=now_ms)
        if self._static is not None and visit.vector is not None:
            pooled = within(self._pool(visit, now_ms), rows, count=len(self.snapshot.promos))
            rows = pooled if len(pooled) >= self.snapshot.settings.shortlist else rows
        return without_own_article(self.snapshot, visit, rows)

    def _eligible_rows(self, visit: Visit, *, now_ms: int) -> Rows:
        """Return what is eligible on any article, kept until a flight begins or ends."""
        reader = visit.reader
        key = (reader.country, reader.region, reader.language, visit.language)
        until, rows = self._eligible.get(key, (0, np.empty(0, dtype=np.int64)))
        if now_ms >= until:
            promos = self.snapshot.promos
            rows = eligible_rows(promos, _of_any_article(visit), now_ms=now_ms)
            self._eligible[key] = (next_boundary_ms(promos, now_ms=now_ms), rows)
        return rows

    def _pool(self, visit: Visit, now_ms: int) -> Rows:
        made_at_ms, pool = self._pools.get(visit.article_key, (-OLDEST_MS, None))
        if pool is None or now_ms - made_at_ms > OLDEST_MS:
            if visit.vector is None or self._static is None:
                raise ValueError("a pool needs a model and an article that is known")
            rng = np.random.default_rng(abs(visit.article_key))
            pool = article_pool(self.snapshot, visit.vector, static=self._static, rng=rng)
            self._pools[visit.article_key] = (now_ms, pool)
            if len(self._pools) > self._most:
                self._pools.popitem(last=False)
        return pool


def _of_any_article(visit: Visit) -> Visit:
    return replace(visit, article_key=0, article_url_key=NOTHING, vector=None)

"""The pools of a worker's articles, kept while the catalogue changes beneath them."""

from collections import OrderedDict

import numpy as np

from recommender.article_pool import ArticlePool, article_pool, article_scores
from recommender.findings import Findings
from recommender.rebuild_budget import RebuildBudget
from recommender.visit import Visit

OLDEST_MS = 300_000
"""A pool or table older than this is made anew: what else would be worth showing has moved on."""


class KeptPools:
    """A pool for each article, by its key; the least recently made give way."""

    def __init__(self, budget: RebuildBudget, *, most: int) -> None:
        self._most = most
        self._budget = budget
        self._pools: OrderedDict[int, ArticlePool] = OrderedDict()

    def pool(self, visit: Visit, findings: Findings, *, now_ms: int) -> ArticlePool:
        """Return the article's pool; notes what changed since it was made, or makes it anew."""
        pool = self._pools.get(visit.article_key)
        if pool is None or now_ms - pool.made_at_ms > OLDEST_MS:
            return self._make(visit, findings, now_ms=now_ms)
        number = findings.snapshot.number
        if pool.checked_in != number:
            inside, comes_in = _changes_of(pool, visit, findings)
            if (inside or comes_in) and self._budget.allows(now_ms):
                return self._make(visit, findings, now_ms=now_ms)
            pool.changed, pool.checked_in = inside, number
            pool.as_of = pool.as_of if inside or comes_in else number
        return pool

    def _make(self, visit: Visit, findings: Findings, *, now_ms: int) -> ArticlePool:
        if visit.vector is None:
            raise ValueError("a pool needs a model and an article that is known")
        snapshot, live = findings.snapshot, findings.live_rows(now_ms)
        rng = np.random.default_rng(abs(visit.article_key))
        rows, least = article_pool(
            snapshot, visit.vector, static=findings.static, live=live, rng=rng
        )
        number = snapshot.number
        pool = ArticlePool(rows, least, len(rows) == len(live), number, now_ms, number)
        self._pools[visit.article_key] = pool
        self._pools.move_to_end(visit.article_key)
        if len(self._pools) > self._most:
            self._pools.popitem(last=False)
        return pool


def _changes_of(pool: ArticlePool, visit: Visit, findings: Findings) -> tuple[frozenset[int], bool]:
    """Return the pool's rows that changed since, and whether others might be among its best."""
    changed = findings.changed_since(pool.as_of)
    if not changed:
        return changed, False
    rows = np.array(sorted(changed), dtype=np.int64)
    is_inside = np.isin(rows, pool.rows, assume_unique=True)
    others = rows[~is_inside]
    comes_in = pool.is_whole and len(others) > 0
    if len(others) and not comes_in and visit.vector is not None:
        snapshot, static = findings.snapshot, findings.static
        scores = article_scores(snapshot, visit.vector, static=static, rows=others)
        comes_in = bool((scores > pool.least_score).any())
    return frozenset(rows[is_inside].tolist()), comes_in

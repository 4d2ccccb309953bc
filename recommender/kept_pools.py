"""The pools of a worker's articles, kept while the catalogue changes beneath them."""

from collections import OrderedDict

import numpy as np

from recommender.article_pool import ArticlePool, article_pool, article_scores
from recommender.findings import Findings
from recommender.lineup import line_up
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
        if pool is None or abs(now_ms - pool.made_at_ms) > pool.lives_ms:
            return self._make(visit, findings, now_ms=now_ms)
        if pool.checked_in != findings.number:
            _note_changes(pool, visit, findings)
        pool.is_outdated |= now_ms >= pool.next_start_ms
        if pool.is_outdated and self._budget.allows(now_ms):
            return self._make(visit, findings, now_ms=now_ms)
        return pool

    def _make(self, visit: Visit, findings: Findings, *, now_ms: int) -> ArticlePool:
        snapshot, live = findings.snapshot, findings.live_rows(now_ms)
        rng = np.random.default_rng(abs(visit.article_key))
        rows, least = article_pool(snapshot, visit, static=findings.static, live=live, rng=rng)
        scores = article_scores(snapshot, visit, static=findings.static, rows=rows)
        lineup = line_up(snapshot.promos, rows, priority=scores)
        is_whole = len(rows) == len(live)
        pool = ArticlePool(
            rows=rows,
            lineup=lineup,
            least_score=least,
            is_whole=is_whole,
            made_at_ms=now_ms,
            lives_ms=_lives_ms(visit.article_key),
            next_start_ms=findings.next_start_ms(now_ms),
            checked_in=findings.number,
        )
        self._pools[visit.article_key] = pool
        self._pools.move_to_end(visit.article_key)
        if len(self._pools) > self._most:
            self._pools.popitem(last=False)
        return pool


def _lives_ms(article_key: int) -> int:
    """Return how old an article's pool may get: those made together shall not age together."""
    return OLDEST_MS * (1024 - article_key % 512) // 1024


def _note_changes(pool: ArticlePool, visit: Visit, findings: Findings) -> None:
    """Note which of the pool's rows changed, and whether others might be among its best."""
    rules, worth = findings.changed_since(pool.checked_in)
    pool.checked_in = findings.number
    changed = rules | worth
    inside = frozenset(row for row in changed if pool.holds(row))
    pool.changed |= rules & inside
    if not pool.is_outdated:
        others = list(changed - inside)
        pool.is_outdated = bool(inside) or _comes_in(pool, others, visit, findings)


def _comes_in(pool: ArticlePool, others: list[int], visit: Visit, findings: Findings) -> bool:
    """Tell whether a row that is not in the pool might be among its best."""
    if not others or pool.is_whole:
        return bool(others)
    rows, snapshot = np.array(others, dtype=np.int64), findings.snapshot
    scores = article_scores(snapshot, visit, static=findings.static, rows=rows)
    return bool((scores > pool.least_score).any())

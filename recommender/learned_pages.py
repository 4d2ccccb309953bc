"""What an article may show a reader class, by all that was learned; kept as long as it holds.

All placements of a page draw from the same candidates and scores: each temperature has a table of
its own, made when it is first asked for. When more was learned a page is weighed anew as a whole,
within a budget or when it wants another temperature; until then all of it goes by what was known
before.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from recommender.article_frames import ArticleFrames
from recommender.article_pool import ArticlePool
from recommender.candidates import scored_lineup, without_own_article
from recommender.domain import Rung
from recommender.findings import Findings
from recommender.kept_pools import KeptPools
from recommender.kept_table import Barring, KeptTable, Known
from recommender.lineup import Lineup
from recommender.rebuild_budget import RebuildBudget
from recommender.recently_used import RecentlyUsed
from recommender.sampling import softmax_weights, weighed
from recommender.scoring import Scores
from recommender.visit import Visit
from recommender.visit_scoring import VisitScorer

FEWEST = 96
"""Candidates that a pool must hold for a reader; else the whole catalogue is looked through."""
WEIGHED_PER_SECOND = 50
"""Pages that are weighed anew because more was learned: those that are asked most come first.
A worker that answers fewer pages a second draws each from the newest."""
MOST_TEMPERATURES = 40
"""Of one page: twice as many as one ask can name. Beyond them those of other asks are forgotten."""


@dataclass(frozen=True, slots=True)
class LearnedPage:
    """The candidates of a page, as of the snapshot of a number, and its tables by temperature.

    All tables are weighed by what is `known`, in the snapshot `weighed_in`. It lasts as long as its
    pool; `is_beyond_pool` if it holds others than the pool's.
    """

    pool: ArticlePool
    lineup: Lineup
    barring: Barring
    as_of: int
    valid_until_ms: int
    known: Known
    weighed_in: int
    is_beyond_pool: bool = False
    tables: Mapping[float, KeptTable] = field(default_factory=dict)


class LearnedPages:
    """The learned tables of one worker while snapshots of one generation come and go.

    `most` of them are kept; a table of 400 candidates takes 5 KB.
    """

    def __init__(self, *, most: int, budget: RebuildBudget) -> None:
        self._pages: RecentlyUsed[LearnedPage] = RecentlyUsed(most, weigh=_tables_of)
        self._pools = KeptPools(budget, most=most // 4)
        self._frames = ArticleFrames(most=most // 4)
        self._scorer = VisitScorer(most=most // 2)
        self._weighing = RebuildBudget(per_second=WEIGHED_PER_SECOND, burst=WEIGHED_PER_SECOND)

    def tables(
        self,
        visit: Visit,
        findings: Findings,
        known: Known,
        *,
        temperatures: Collection[float],
        now_ms: int,
    ) -> Mapping[float, KeptTable]:
        """Return a page's tables, those of the temperatures at the least."""
        page = self.page(visit, findings, known, now_ms=now_ms)
        is_whole = page.tables.keys() >= set(temperatures)
        if is_whole and (page.known == known or not self._takes_turn(page, known, now_ms)):
            return page.tables
        return self._weighed(page, visit, findings, known, dict.fromkeys(temperatures)).tables

    def page(self, visit: Visit, findings: Findings, known: Known, *, now_ms: int) -> LearnedPage:
        """Return a page with what is barred from it now; a new one has no tables yet."""
        pool = self._pools.pool(visit, findings, now_ms=now_ms)
        key = _key(visit)
        page = self._pages.get(key)
        if page is None or page.pool is not pool or now_ms >= page.valid_until_ms:
            page = self._pages.put(key, self._make(visit, pool, findings, known, now_ms=now_ms))
        if page.barring.checked_in != pool.checked_in:
            # A pool notes what changed of its own promos alone.
            of_all = findings.changed_since(page.as_of).rules
            changed = of_all if page.is_beyond_pool else pool.changed
            page.barring.bar(changed, number=pool.checked_in)
        return page

    def _takes_turn(self, page: LearnedPage, known: Known, now_ms: int) -> bool:
        """Tell whether a page is weighed anew now, because more was learned; it counts."""
        is_alike = (page.known.mark is None) == (known.mark is None)
        return not is_alike or self._weighing.allows(now_ms)

    def _make(
        self, visit: Visit, pool: ArticlePool, findings: Findings, known: Known, *, now_ms: int
    ) -> LearnedPage:
        frame, number = self._frames.frame(visit, pool, findings, now_ms=now_ms), findings.number
        if len(frame.lineup) >= FEWEST or pool.is_whole:
            until_ms = frame.valid_until_ms
            return LearnedPage(pool, frame.lineup, frame.barring, number, until_ms, known, number)
        lineup = _beyond_pool(visit, findings, now_ms=now_ms)
        until_ms, barring = findings.valid_until_ms(lineup.rows), Barring(lineup, number)
        return LearnedPage(
            pool, lineup, barring, number, until_ms, known, number, is_beyond_pool=True
        )

    def _weighed(
        self,
        page: LearnedPage,
        visit: Visit,
        findings: Findings,
        known: Known,
        wanted: Iterable[float],
    ) -> LearnedPage:
        """Keep and return the page with all that is wanted; anew, if anything changed since."""
        kept, number = page.tables, findings.number
        if page.known != known or page.weighed_in != number:
            kept = {}
        elif len(kept) > MOST_TEMPERATURES:
            kept = {each: kept[each] for each in wanted if each in kept}
        scores = self._scorer.scores(findings, visit, page.lineup.rows)
        made = {
            each: _table(page, scores, known, temperature=each)
            for each in wanted
            if each not in kept
        }
        found = replace(page, known=known, weighed_in=number, tables={**kept, **made})
        return self._pages.put(_key(visit), found)


def _table(page: LearnedPage, scores: Scores, known: Known, *, temperature: float) -> KeptTable:
    weights = softmax_weights(scores, temperature=temperature)
    return KeptTable(weighed(page.lineup, weights), page.barring, known=known)


def _key(visit: Visit) -> Hashable:
    return (visit.article_key, visit.language, visit.reader_class)


def _tables_of(page: LearnedPage) -> int:
    return max(len(page.tables), 1)


def _beyond_pool(visit: Visit, findings: Findings, *, now_ms: int) -> Lineup:
    """Return the best of all that is eligible for a visit."""
    snapshot = findings.snapshot
    eligible = findings.eligible_rows(visit, now_ms=now_ms)
    rows = without_own_article(snapshot, visit, eligible)
    lineup, _ = scored_lineup(snapshot, visit, rows, rung=Rung.LEARNED)
    return lineup

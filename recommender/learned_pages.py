"""What an article may show a reader class, by all that was learned; kept as long as it holds.

All placements of a page draw from the same candidates and scores: each temperature has a table of
its own, made when it is first asked for. When more was learned a page is weighed anew as a whole,
within a budget, and until then all of it goes by what was known before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from recommender.article_frames import ArticleFrames
from recommender.article_pool import ArticlePool
from recommender.candidates import make_table, without_own_article
from recommender.domain import Arm, Rung
from recommender.findings import Findings
from recommender.kept_pools import KeptPools
from recommender.kept_table import Barring, KeptTable, Known
from recommender.lineup import Lineup
from recommender.rebuild_budget import RebuildBudget
from recommender.recently_used import RecentlyUsed
from recommender.sampling import softmax_weights, weighed
from recommender.visit import Visit
from recommender.visit_scoring import VisitScorer

FEWEST = 96
"""Candidates that a pool must hold for a reader; else the whole catalogue is looked through."""
WEIGHED_PER_SECOND = 50
"""Pages that are weighed anew because more was learned: those that are asked most come first.
A worker that answers fewer pages a second draws each from the newest."""
MOST_TEMPERATURES = 8
"""Of one page: those in force before are forgotten with all others beyond so many."""


@dataclass(slots=True)
class LearnedPage:
    """The candidates of a page and its tables by temperature, all weighed by what is `known`.

    It lasts as long as its pool; `is_beyond_pool` if it holds others than the pool's.
    """

    pool: ArticlePool
    lineup: Lineup
    barring: Barring
    as_of: int
    valid_until_ms: int
    known: Known
    is_beyond_pool: bool = False
    tables: dict[float, KeptTable] = field(default_factory=dict)


class LearnedPages:
    """The learned tables of one worker while snapshots of one generation come and go."""

    def __init__(self, *, most: int, budget: RebuildBudget) -> None:
        self._pages: RecentlyUsed[LearnedPage] = RecentlyUsed(most)
        self._pools = KeptPools(budget, most=most // 2)
        self._frames = ArticleFrames(most=most // 2)
        self._scorer = VisitScorer(most=most)
        self._weighing = RebuildBudget(per_second=WEIGHED_PER_SECOND, burst=WEIGHED_PER_SECOND)

    def tables(
        self,
        visit: Visit,
        findings: Findings,
        known: Known,
        *,
        temperatures: Iterable[float],
        now_ms: int,
    ) -> Mapping[float, KeptTable]:
        """Return a page's tables, those of the temperatures at the least."""
        page = self.page(visit, findings, known, now_ms=now_ms)
        missing = [each for each in temperatures if each not in page.tables]
        if page.known != known and (missing or self._is_its_turn(page, known, now_ms)):
            page.known, page.tables, missing = known, {}, list(temperatures)
        if missing:
            self._weigh(page, visit, findings, missing)
        return page.tables

    def page(self, visit: Visit, findings: Findings, known: Known, *, now_ms: int) -> LearnedPage:
        """Return a page with what is barred from it now; a new one has no tables yet."""
        pool = self._pools.pool(visit, findings, now_ms=now_ms)
        key = (visit.article_key, visit.language, visit.reader_class)
        page = self._pages.get(key)
        if page is None or page.pool is not pool or now_ms >= page.valid_until_ms:
            page = self._pages.put(key, self._make(visit, pool, findings, known, now_ms=now_ms))
        if page.barring.checked_in != pool.checked_in:
            # A pool notes what changed of its own promos alone.
            of_all = findings.changed_since(page.as_of).rules
            changed = of_all if page.is_beyond_pool else pool.changed
            page.barring.bar(changed, number=pool.checked_in)
        return page

    def _is_its_turn(self, page: LearnedPage, known: Known, now_ms: int) -> bool:
        """Tell whether a page is weighed anew now, because more was learned."""
        is_alike = (page.known.mark is None) == (known.mark is None)
        return not is_alike or self._weighing.allows(now_ms)

    def _make(
        self, visit: Visit, pool: ArticlePool, findings: Findings, known: Known, *, now_ms: int
    ) -> LearnedPage:
        frame, number = self._frames.frame(visit, pool, findings, now_ms=now_ms), findings.number
        if len(frame.lineup) >= FEWEST or pool.is_whole:
            until_ms = frame.valid_until_ms
            return LearnedPage(pool, frame.lineup, frame.barring, number, until_ms, known)
        lineup = _beyond_pool(visit, findings, now_ms=now_ms)
        until_ms, barring = findings.valid_until_ms(lineup.rows), Barring(lineup, number)
        return LearnedPage(pool, lineup, barring, number, until_ms, known, is_beyond_pool=True)

    def _weigh(
        self, page: LearnedPage, visit: Visit, findings: Findings, temperatures: Iterable[float]
    ) -> None:
        """Give a page the tables of some temperatures, by what it is to know."""
        scores = self._scorer.scores(findings, visit, page.lineup.rows)
        if len(page.tables) > MOST_TEMPERATURES:
            page.tables = {}
        for each in temperatures:
            table = weighed(page.lineup, softmax_weights(scores, temperature=each))
            page.tables[each] = KeptTable(table, page.barring, known=page.known)


def _beyond_pool(visit: Visit, findings: Findings, *, now_ms: int) -> Lineup:
    """Return the best of all that is eligible for a visit."""
    snapshot = findings.snapshot
    eligible = findings.eligible_rows(visit, now_ms=now_ms)
    rows = without_own_article(snapshot, visit, eligible)
    tau = snapshot.usual_temperature
    table = make_table(Arm.LEARNED, Rung.LEARNED, snapshot, visit=visit, rows=rows, temperature=tau)
    return table.lineup

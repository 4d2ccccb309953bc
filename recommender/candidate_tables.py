"""Remembers draw tables while catalogue and snapshots go on changing beneath them.

A table is made on first use. When the next snapshot (of the same generation) comes, it stays:
promos whose rules changed are barred from it at once, and it is made anew within a budget, so that
a busy catalogue cannot take a worker's time from its readers. The learned tables of an article
share its pool of promos, and those of one audience their frame: another reader class costs only its
weights.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from recommender.article_pool import ArticlePool
from recommender.candidates import (
    is_for_article,
    is_softmax,
    make_table,
    without_own_article,
)
from recommender.domain import Arm, Rung
from recommender.findings import Findings, audience_of, of_any_article, of_audience
from recommender.kept_pools import OLDEST_MS, KeptPools
from recommender.kept_table import Barring, KeptTable, known_by
from recommender.keys import NOTHING
from recommender.last_changes import LastChanges, changes_of, with_changes
from recommender.learned import Floats
from recommender.lineup import Lineup
from recommender.placement_plan import PlacementPlan, placement_plan
from recommender.rebuild_budget import RebuildBudget
from recommender.recently_used import RecentlyUsed
from recommender.sampling import softmax_weights, weighed
from recommender.scoring import Rows, Scores, logits_of, online_scores
from recommender.snapshot import Snapshot
from recommender.visit import Visit

FEWEST = 96
"""Candidates that a pool must hold for a reader; else the whole catalogue is looked through."""
WEIGHED_PER_SECOND = 100
"""Tables that are weighed anew because more was learned: those that are drawn from most come first.
A worker that answers fewer pages a second draws each from the newest."""
MOST_CANDIDATES = 4_000_000
"""Of the tables that hold the whole catalogue, together: about 60 bytes each."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The candidates of an article for an audience, whoever of it reads."""

    pool: ArticlePool
    lineup: Lineup
    barring: Barring
    valid_until_ms: int


@dataclass(frozen=True, slots=True)
class ScoredPage:
    """The scores [n] of a lineup's candidates for one visit."""

    lineup: Lineup
    visit: Visit
    scores: Scores


class CandidateTables:
    """The tables of one worker; the least recently used give way.

    `plans` holds every placement's rules made ready, by (site, placement); `known` is what was
    learned online when a table is weighed now.
    """

    def __init__(self, snapshot: Snapshot, *, most: int = 24_576) -> None:
        self._most = most
        self._budget = RebuildBudget()
        self._weighing = RebuildBudget(per_second=WEIGHED_PER_SECOND, burst=WEIGHED_PER_SECOND)
        self.plans: dict[tuple[str, str], PlacementPlan] = {}
        self.snapshot = snapshot
        self._findings: Findings
        self._scored: ScoredPage | None = None
        self.known = known_by(snapshot, number=0)
        self._forget()
        self._show(snapshot, changes=changes_of(snapshot))

    def advance(self, snapshot: Snapshot) -> None:
        """Go on with a newer snapshot; what another generation made is forgotten."""
        known, self._scored = self._findings.changes, None
        if snapshot.online is not self.snapshot.online:
            self.known = known_by(snapshot, number=self.known.number + 1)
        if snapshot.generation != self.snapshot.generation:
            self._forget()
            self._show(snapshot, changes=changes_of(snapshot))
        elif snapshot.is_same_catalogue(self.snapshot):
            self.snapshot, self._findings = snapshot, self._findings.learned_on(snapshot)
        else:
            self._show(snapshot, changes=with_changes(known, self.snapshot, snapshot))

    def table(
        self, arm: Arm, rung: Rung, visit: Visit, *, now_ms: int, temperature: float | None = None
    ) -> KeptTable:
        """Return the table of an arm on a rung for a visit, with the rows that are barred from it.

        Only the learned scores depend on the article: the other tables are shared by all articles,
        and the ranker bars the article's own promo from them. `temperature` is that of placements
        without one of their own, unless given.
        """
        if temperature is None:
            temperature = self.snapshot.usual_temperature
        if is_for_article(arm, rung):
            return self._learned_table(arm, visit, temperature=temperature, now_ms=now_ms)
        visit = of_any_article(visit)
        if arm is Arm.CONTROL:
            visit = of_audience(visit)
        tables = self._whole if arm is Arm.CONTROL else self._tables
        tau = temperature if is_softmax(arm, rung) else 0.0
        key = (arm, rung, visit.language, visit.reader_class, tau)
        kept = tables.get(key)
        if kept is None or not self._holds(kept, now_ms):
            made = self._make(arm, rung, visit, temperature=temperature, now_ms=now_ms)
            kept = tables.put(key, made)
        return kept

    def page(
        self, arm: Arm, rung: Rung, visit: Visit, *, temperatures: Iterable[float], now_ms: int
    ) -> Mapping[float, KeptTable]:
        """Return the tables of one page at some temperatures, all weighed by the same knowledge."""
        found = {
            each: self.table(arm, rung, visit, now_ms=now_ms, temperature=each)
            for each in temperatures
        }
        if len({kept.known for kept in found.values()}) == 1:
            return found
        # The turn of one is that of all: what is weighed with it is not asked of the budget.
        return {
            each: self._learned_table(arm, visit, temperature=each, now_ms=now_ms, is_due=True)
            for each in found
        }

    def _learned_table(
        self, arm: Arm, visit: Visit, *, temperature: float, now_ms: int, is_due: bool = False
    ) -> KeptTable:
        pool = self._pools.pool(visit, self._findings, now_ms=now_ms)
        key = (arm, visit.article_key, visit.language, visit.reader_class, temperature)
        kept = self._tables.get(key)
        if kept is None or kept.pool is not pool or now_ms >= kept.valid_until_ms:
            made = self._weigh(arm, visit, pool, temperature=temperature, now_ms=now_ms)
            kept = self._tables.put(key, made)
        elif kept.known != self.known and (is_due or self._is_its_turn(kept, now_ms)):
            kept = self._tables.put(key, self._weigh_again(kept, visit, temperature=temperature))
        if kept.barring.checked_in != pool.checked_in:
            # A pool notes what changed of its own promos alone.
            of_all = self._findings.changed_since(kept.as_of).rules
            changed = of_all if kept.is_beyond_pool else pool.changed
            kept.barring.bar(changed, number=pool.checked_in)
        return kept

    def _is_its_turn(self, kept: KeptTable, now_ms: int) -> bool:
        """Tell whether a table is weighed anew now, because more was learned."""
        is_alike = (kept.known.mark is None) == (self.known.mark is None)
        return not is_alike or self._weighing.allows(now_ms)

    def _weigh(
        self, arm: Arm, visit: Visit, pool: ArticlePool, *, temperature: float, now_ms: int
    ) -> KeptTable:
        """Return the table of a reader class: the frame of its audience with its own weights."""
        frame = self._frame(visit, pool, now_ms=now_ms)
        number = self.snapshot.number
        if len(frame.lineup) < FEWEST and not pool.is_whole:
            made = self._make(arm, Rung.LEARNED, visit, temperature=temperature, now_ms=now_ms)
            made.pool, made.is_beyond_pool = pool, True
            made.known = self.known
            return made
        scores = self._scores_in(frame.lineup, visit)
        table = weighed(frame.lineup, softmax_weights(scores, temperature=temperature))
        until_ms = frame.valid_until_ms
        return KeptTable(table, number, now_ms, until_ms, frame.barring, pool, known=self.known)

    def _weigh_again(self, kept: KeptTable, visit: Visit, *, temperature: float) -> KeptTable:
        """Return a table of the same candidates, by what was learned since.

        As long as the pool lasts: to look through the catalogue every few seconds costs too much.
        """
        lineup = kept.table.lineup
        scores = self._scores_in(lineup, visit)
        table = weighed(lineup, softmax_weights(scores, temperature=temperature))
        return replace(kept, table=table, known=self.known)

    def _frame(self, visit: Visit, pool: ArticlePool, *, now_ms: int) -> Frame:
        """Return the pool's promos for the visit's audience, kept for all of its reader classes."""
        audience = audience_of(visit)
        key = (visit.article_key, audience)
        frame = self._frames.get(key)
        if frame is None or frame.pool is not pool or now_ms >= frame.valid_until_ms:
            frame = self._frames.put(key, self._make_frame(visit, pool, now_ms=now_ms))
        return frame

    def _make_frame(self, visit: Visit, pool: ArticlePool, *, now_ms: int) -> Frame:
        promos, rows = self.snapshot.promos, pool.lineup.rows
        is_in = self._findings.allowed_audiences(visit)[promos.audience[rows]]
        is_in &= promos.is_live[rows] & (promos.ends_ms[rows] > now_ms)
        if visit.article_url_key != NOTHING:
            is_in &= promos.url_key[rows] != visit.article_url_key
        valid_until_ms = self._findings.valid_until_ms(rows[is_in])
        lineup = pool.lineup.among(is_in)
        return Frame(pool, lineup, Barring(lineup), valid_until_ms)

    def _scores_in(self, lineup: Lineup, visit: Visit) -> Scores:
        """Return the scores of a lineup; tables of one page at several temperatures share them."""
        scored = self._scored
        if scored is None or scored.lineup is not lineup or scored.visit is not visit:
            scores = self._scores(visit, lineup.rows)
            scored = self._scored = ScoredPage(lineup, visit, scores)
        return scored.scores

    def _scores(self, visit: Visit, rows: Rows) -> Scores:
        snapshot, online = self.snapshot, self.snapshot.online
        static: Scores = self._findings.static[rows]
        if online is None:
            return static - np.logaddexp(0.0, -self._model_logits(visit, rows))
        logits, optimism = online_scores(snapshot, online, visit, rows)
        if online.share:
            logits += online.share * self._model_logits(visit, rows)
        return static + optimism - np.logaddexp(0.0, -logits)

    def _model_logits(self, visit: Visit, rows: Rows) -> Scores:
        if visit.vector is None:
            raise ValueError("a learned table needs a model and an article that is known")
        return logits_of(self.snapshot, visit.vector + self._reader_vector(visit), rows)

    def _forget(self) -> None:
        self._tables: RecentlyUsed[KeptTable] = RecentlyUsed(self._most)
        self._whole: RecentlyUsed[KeptTable] = RecentlyUsed(MOST_CANDIDATES, weigh=_candidates)
        self._frames: RecentlyUsed[Frame] = RecentlyUsed(self._most // 2)
        self._pools = KeptPools(self._budget, most=self._most // 2)
        self._reader_vectors: RecentlyUsed[Floats] = RecentlyUsed(self._most)

    def _show(self, snapshot: Snapshot, *, changes: LastChanges) -> None:
        self.snapshot = snapshot
        self._findings = Findings(snapshot, changes=changes)
        known, self.plans = self.plans, {}
        for key, placement in snapshot.placements.items():
            plan = known.get(key)
            is_same = plan is not None and plan.placement == placement
            self.plans[key] = plan if plan and is_same else placement_plan(placement)

    def _holds(self, kept: KeptTable, now_ms: int) -> bool:
        """Tell whether a table may still be drawn from; bars what changed since it was made."""
        if now_ms >= kept.valid_until_ms or abs(now_ms - kept.made_at_ms) > OLDEST_MS:
            return False
        number = self.snapshot.number
        if kept.barring.checked_in == number:
            return True
        changed = self._findings.changed_since(kept.as_of)
        if any(changed) and self._budget.allows(now_ms):
            return False
        kept.barring.bar(changed.rules, number=number)
        return True

    def _make(
        self, arm: Arm, rung: Rung, visit: Visit, *, temperature: float, now_ms: int
    ) -> KeptTable:
        """Return a table made from all that is eligible for the visit."""
        eligible = self._findings.eligible_rows(visit, now_ms=now_ms)
        rows = without_own_article(self.snapshot, visit, eligible)
        table = make_table(
            arm, rung, self.snapshot, visit=visit, rows=rows, temperature=temperature
        )
        until = self._findings.valid_until_ms(table.lineup.rows)
        number = self.snapshot.number
        return KeptTable(table, number, now_ms, until, Barring(table.lineup, number))

    def _reader_vector(self, visit: Visit) -> Floats:
        key = visit.reader_class
        found = self._reader_vectors.get(key)
        if found is None:
            vector = self.snapshot.reader_vector(visit.reader_features())
            found = self._reader_vectors.put(key, vector)
        return found


def _candidates(kept: KeptTable) -> int:
    return len(kept.table) + 1

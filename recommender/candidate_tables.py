"""Remembers draw tables while catalogue and snapshots go on changing beneath them.

A table is made on first use. When the next snapshot (of the same generation) comes, it stays:
promos whose rules changed are barred from it at once, and it is made anew within a budget, so that
a busy catalogue cannot take a worker's time from its readers.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from recommender.candidates import is_for_article, is_softmax, make_table
from recommender.domain import Arm, Rung
from recommender.findings import Findings, of_any_article, of_audience
from recommender.kept_pools import OLDEST_MS
from recommender.kept_table import Barring, KeptTable, known_by
from recommender.last_changes import LastChanges, changes_of, with_changes
from recommender.learned_pages import LearnedPages
from recommender.placement_plan import PlacementPlan, placement_plan
from recommender.rebuild_budget import RebuildBudget
from recommender.recently_used import RecentlyUsed
from recommender.snapshot import Snapshot
from recommender.visit import Visit

MOST_SHARED = 24_576
MOST_LEARNED = 49_152
"""Tables of 5 KB, if 400 promos are candidates: some 250 MB of a worker that has so many pages."""
MOST_CANDIDATES = 4_000_000
"""Of the tables that hold the whole catalogue, together: about 60 bytes each."""


@dataclass(slots=True, kw_only=True)
class SharedTable(KeptTable):
    """A table of all articles, and of what and when it was made."""

    as_of: int
    made_at_ms: int
    next_start_ms: int
    valid_until_ms: int


class CandidateTables:
    """The tables of one worker; the least recently used give way.

    `plans` holds every placement's rules made ready, by (site, placement); `known` is what was
    learned online when a table is weighed now.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._budget = RebuildBudget()
        self.plans: dict[tuple[str, str], PlacementPlan] = {}
        self.snapshot = snapshot
        self._findings: Findings
        self.known = known_by(snapshot, number=0)
        self._forget()
        self._show(snapshot, changes=changes_of(snapshot))

    def advance(self, snapshot: Snapshot) -> None:
        """Go on with a newer snapshot; what another generation made is forgotten."""
        known = self._findings.changes
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

        `temperature` is that of placements without one of their own, unless given.
        """
        if temperature is None:
            temperature = self.snapshot.usual_temperature
        tables = self.tables(arm, rung, visit, temperatures=[temperature], now_ms=now_ms)
        return tables[temperature]

    def tables(
        self, arm: Arm, rung: Rung, visit: Visit, *, temperatures: Collection[float], now_ms: int
    ) -> Mapping[float, KeptTable]:
        """Return the tables of one page, those of the temperatures at the least.

        Only the learned scores depend on the article: the other tables are shared by all articles,
        and the ranker bars the article's own promo from them.
        """
        if is_for_article(arm, rung):
            return self._learned.tables(
                visit, self._findings, self.known, temperatures=temperatures, now_ms=now_ms
            )
        visit = of_any_article(visit)
        if arm is Arm.CONTROL:
            visit = of_audience(visit)
        return {
            each: self._shared(arm, rung, visit, temperature=each, now_ms=now_ms)
            for each in temperatures
        }

    def _shared(
        self, arm: Arm, rung: Rung, visit: Visit, *, temperature: float, now_ms: int
    ) -> SharedTable:
        tables = self._whole if arm is Arm.CONTROL else self._tables
        tau = temperature if is_softmax(arm, rung) else 0.0
        key = (arm, rung, visit.language, visit.reader_class, tau)
        kept = tables.get(key)
        if kept is None or not self._holds(kept, now_ms):
            made = self._make(arm, rung, visit, temperature=temperature, now_ms=now_ms)
            kept = tables.put(key, made)
        return kept

    def _make(
        self, arm: Arm, rung: Rung, visit: Visit, *, temperature: float, now_ms: int
    ) -> SharedTable:
        """Return a table made from all that is eligible for the visit."""
        rows = self._findings.eligible_rows(visit, now_ms=now_ms)
        table = make_table(
            arm, rung, self.snapshot, visit=visit, rows=rows, temperature=temperature
        )
        number = self.snapshot.number
        return SharedTable(
            table,
            Barring(table.lineup, number),
            as_of=number,
            made_at_ms=now_ms,
            next_start_ms=self._findings.next_start_ms(now_ms),
            valid_until_ms=self._findings.valid_until_ms(table.lineup.rows),
        )

    def _holds(self, kept: SharedTable, now_ms: int) -> bool:
        """Tell whether a table may still be drawn from; bars what changed since it was made."""
        if now_ms >= kept.valid_until_ms or abs(now_ms - kept.made_at_ms) > OLDEST_MS:
            return False
        if now_ms >= kept.next_start_ms and self._budget.allows(now_ms):
            return False
        number = self.snapshot.number
        if kept.barring.checked_in == number:
            return True
        changed = self._findings.changed_since(kept.as_of)
        if any(changed) and self._budget.allows(now_ms):
            return False
        kept.barring.bar(changed.rules, number=number)
        return True

    def _forget(self) -> None:
        self._tables: RecentlyUsed[SharedTable] = RecentlyUsed(MOST_SHARED)
        self._whole: RecentlyUsed[SharedTable] = RecentlyUsed(MOST_CANDIDATES, weigh=_candidates)
        self._learned = LearnedPages(most=MOST_LEARNED, budget=self._budget)

    def _show(self, snapshot: Snapshot, *, changes: LastChanges) -> None:
        self.snapshot = snapshot
        self._findings = Findings(snapshot, changes=changes)
        known, self.plans = self.plans, {}
        for key, placement in snapshot.placements.items():
            plan = known.get(key)
            is_same = plan is not None and plan.placement == placement
            self.plans[key] = plan if plan and is_same else placement_plan(placement)


def _candidates(kept: SharedTable) -> int:
    return len(kept.table) + 1

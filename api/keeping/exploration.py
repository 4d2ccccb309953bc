"""How warmly each placement is drawn, and what that costs: looked at anew every few minutes.

On the decisions drained lately, each beside the promos that there are now: what readers saw really
came so often, no other sample is as near. The thread that drains and the one that publishes go on
meanwhile; what is published next takes the temperatures over.
"""

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from api.keeping.recent_pages import Place, RecentPages, RecentPlacement, Sampled
from api.snapshots.online_watch import OnlineWatch
from api.snapshots.snapshot_form import numbered_snapshot, temperatures_of
from data.draining.recent_decisions import Recent, RecentDecisions
from data.lake.exploration_rows import ExplorationRow
from data.snapshot_store import SnapshotStore
from recommender.assembly import epoch_ms
from recommender.candidate_tables import CandidateTables
from recommender.domain import Arm
from recommender.errors import Unavailable
from recommender.exploring.budget import Solved, solve
from recommender.exploring.offer import Offer, offer_of
from recommender.exploring.rehearsal import Dice
from recommender.exploring.spending import Spending, shown_and_best
from recommender.learned import Learned

MOST_PAGES = 64
"""Of each arm that are looked at in each round, for what they spent: the latest of a sample, since
what is learned meanwhile would count as if it had been spent."""
MOST_VISITS = 128
"""For the temperature of each placement: the latest, drawn by chance out of each round's."""
FEWEST_PAGES = 16
"""Of fewer a temperature would follow chance."""
logger = logging.getLogger(__name__)


class Exploration:
    """The temperatures in force; `look` finds them anew, in one thread."""

    def __init__(
        self,
        recent: RecentDecisions,
        *,
        store: SnapshotStore,
        online: OnlineWatch,
        budget: float,
        dice: Dice,
        now: Callable[[], datetime],
    ) -> None:
        self._recent = recent
        self._store = store
        self._online = online
        self._budget = budget
        self._dice = dice
        self._now = now
        self._learned: Learned | None = None
        self._of_learned: deque[Sampled] = deque(maxlen=4 * MOST_VISITS)
        self.temperatures: Mapping[Place, float] = _told_before(store)

    def look(self) -> list[ExplorationRow]:
        """Look at what was drained since; return what it spent. Raises Unavailable."""
        recent = self._recent.take()
        for each in recent:
            if each.arm is Arm.LEARNED:
                self._of_learned.extend(reversed(each.sampled))
        number = self._store.newest_whole()
        if number is None:
            return []
        numbered = numbered_snapshot(self._store.read(number), self._learned)
        snapshot = self._online.taught(numbered.snapshot)
        self._learned = snapshot.learned
        if self._learned is None and snapshot.online is None:
            return []
        started = time.monotonic()
        view = _View(CandidateTables(snapshot), self._now(), self._dice)
        pages = RecentPages(numbered, snapshot)
        rows = [row for each in recent for row in view.spent(each, pages)]
        newest = list(self._of_learned)[::-1]
        self._take_over(view.solved(pages.placements(newest), budget=self._budget))
        logger.debug("explored in %.2f s", time.monotonic() - started)
        return rows

    def _take_over(self, solved: Mapping[Place, Solved]) -> None:
        for place, found in solved.items():
            if found.temperature != self.temperatures.get(place):
                told = "%s of %s is drawn at temperature %.3f: %s, %.1f %% expected"
                share = 100 * (found.share or 0.0)
                logger.info(told, place[1], place[0], found.temperature, found.outcome, share)
        found_now = {place: each.temperature for place, each in solved.items()}
        self.temperatures = {**self.temperatures, **found_now}


class _View:
    """Recent pages seen with the tables of one snapshot."""

    def __init__(self, tables: CandidateTables, now: datetime, dice: Dice) -> None:
        self._tables = tables
        self._now = now
        self._dice = dice

    def spent(self, recent: Recent, pages: RecentPages) -> list[ExplorationRow]:
        """Return what the pages of one arm have spent, a row for each placement."""
        found: dict[Place, Spending] = {}
        looked_at = recent.sampled[:MOST_PAGES]
        for one in pages.placements(looked_at):
            plan = self._tables.plans[one.place]
            shown, best = shown_and_best(
                self._tables,
                one.visit,
                plan,
                rows=one.rows,
                on_page=one.on_page,
                now_ms=epoch_ms(self._now),
                dice=self._dice,
            )
            found.setdefault(one.place, Spending()).add(shown, best)
        weight = recent.decisions / max(len(looked_at), 1)
        return [self._row(recent.arm, place, sums, weight) for place, sums in found.items()]

    def solved(self, shown: Iterable[RecentPlacement], *, budget: float) -> dict[Place, Solved]:
        """Return the temperature of each placement that enough of the pages have."""
        by_place: dict[Place, list[RecentPlacement]] = {}
        for one in shown:
            by_place.setdefault(one.place, []).append(one)
        return {
            place: self._solved(place, some[:MOST_VISITS], budget)
            for place, some in by_place.items()
            if len(some) >= FEWEST_PAGES
        }

    def _solved(self, place: Place, some: Sequence[RecentPlacement], budget: float) -> Solved:
        snapshot = self._tables.snapshot
        before = snapshot.temperature_of(snapshot.placements[place])
        offers = list(map(self._offer, some))
        return solve(offers, budget=budget, before=before, dice=self._dice)

    def _offer(self, one: RecentPlacement) -> Offer:
        return offer_of(
            self._tables,
            one.visit,
            self._tables.plans[one.place],
            slots=len(one.rows),
            on_page=one.on_page,
            now_ms=epoch_ms(self._now),
        )

    def _row(self, arm: Arm, place: Place, sums: Spending, weight: float) -> ExplorationRow:
        snapshot = self._tables.snapshot
        tau = snapshot.temperature_of(snapshot.placements[place])
        return ExplorationRow(
            made_at=self._now,
            site=place[0],
            placement=place[1],
            arm=arm.value,
            temperature=tau if arm is Arm.LEARNED else None,
            pages=sums.pages,
            weight=weight,
            shown=sums.shown,
            best=sums.best,
            shown_x_shown=sums.shown_x_shown,
            best_x_best=sums.best_x_best,
            shown_x_best=sums.shown_x_best,
        )


def _told_before(store: SnapshotStore) -> dict[Place, float]:
    """Return the temperatures of the newest snapshot: a keeper that begins goes on with them."""
    number = store.newest_whole()
    try:
        return temperatures_of(store.read(number).facts) if number is not None else {}
    except (Unavailable, TypeError, ValueError):
        return {}

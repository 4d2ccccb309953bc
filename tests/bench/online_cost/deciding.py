"""Decisions of a worker over a world's catalogue: by a model, by what was learned, by both."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from random import Random

from data.worlds.world import World
from recommender.assembly import epoch_ms
from recommender.candidate_tables import CandidateTables
from recommender.crossed.cross_weights import CrossWeights
from recommender.crossed.published_cross import published
from recommender.domain import Arm, Reader, Rung
from recommender.online import online_of
from recommender.ranking import Asked, rank
from recommender.snapshot import Snapshot
from recommender.visit import Visit, visit_by_id
from tests.snapshots import a_model, a_snapshot

DECISIONS = 200
WARMER = 1.01
READER = Reader(country="JP", device="mobile", language="en")


class Deciding:
    """`works` decide `DECISIONS` times each and return that number."""

    def __init__(self, world: World, weights: CrossWeights, *, now: datetime) -> None:
        self._now_ms = epoch_ms(now)
        self._placement = world.placements[0]
        by_model = a_snapshot(
            world.promos,
            articles=world.articles,
            placements=world.placements,
            sites=[world.site],
            learned=a_model({"kind:offer": 0.3, "kind:story": 0.1}),
            now=now,
        )
        online = online_of("bench+1", published(weights), by_model.promos.crossed)
        snapshots = {
            "by the model": by_model,
            "online": replace(by_model, online=online),
            "online beside the model": replace(by_model, online=replace(online, share=0.5)),
        }
        self._visits = [
            visit_by_id(by_model, each.site, each.id, reader=READER, local_hour=9)
            for each in world.articles[:DECISIONS]
        ]
        self.works: Mapping[str, Callable[[], int]] = {
            f"a decision {name}, its table {how}": work
            for name, snapshot in snapshots.items()
            for how, work in self._ways(snapshot).items()
        }

    def _ways(self, snapshot: Snapshot) -> Mapping[str, Callable[[], int]]:
        kept, fresh = CandidateTables(snapshot), CandidateTables(snapshot)
        return {"kept": lambda: self._decide(kept), "weighed anew": lambda: self._weigh(fresh)}

    def _decide(self, tables: CandidateTables) -> int:
        rng = Random(5)
        for visit in self._visits:
            self._rank(tables, visit, rng)
        return len(self._visits)

    def _weigh(self, tables: CandidateTables) -> int:
        """Decide as when a temperature moved: pools and frames stay, scores and weights do not."""
        place = self._placement.site, self._placement.id
        warmer = tables.snapshot.temperature_of(self._placement) * WARMER
        tables.advance(replace(tables.snapshot, temperatures={place: warmer}))
        return self._decide(tables)

    def _rank(self, tables: CandidateTables, visit: Visit, rng: Random) -> None:
        plan = tables.plans[self._placement.site, self._placement.id]
        rank(
            tables,
            visit,
            asked=[Asked(plan, self._placement.slots)],
            arm=Arm.LEARNED,
            rung=Rung.LEARNED,
            rng=rng,
            now_ms=self._now_ms,
        )

"""Does a placement spend its budget, and what does finding the temperature cost the keeper?

A busy catalogue with rules (`busy_catalogue`). Pages are ranked as a worker does and told to the
keeper's exploration; it finds temperatures, and fresh pages ranked at those are reckoned again, as
the report does: the share that they really gave up, with its interval. Beside them what a decision
of two placements costs at one temperature for both and at one for each.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from api.keeping import exploration as exploring
from api.keeping.exploration import Exploration
from api.snapshots.online_watch import OnlineWatch
from api.snapshots.snapshot_form import NumberedSnapshot, numbered_snapshot
from api.snapshots.snapshot_rounds import SnapshotRounds
from data.draining.decision_words import words_of_packed
from data.draining.recent_decisions import RecentDecisions
from data.inbox.packed import (
    DECISION_PART,
    FLAGS,
    HEAD,
    HEAD_END,
    SLOT,
    SLOT_END,
    SLOT_PART,
    Origin,
)
from data.inbox.reader_class import packed_reader
from data.models.model_store import ModelStore
from data.operational.catalogue import open_catalogue
from data.snapshot_store import SnapshotStore
from recommender.candidate_tables import CandidateTables
from recommender.domain import Arm, Reader, Rung, TokenMode
from recommender.ranking import Asked, Decision, rank
from recommender.snapshot import RankingSettings, Snapshot
from recommender.visit import Visit, visit_by_id
from tests.bench.busy_catalogue import COUNTRIES, DEVICES, SITE, article_ids, fill_busy_home
from tests.builders import NOON

PROMOS = 10_000
BUDGET = 0.05
PAGES = 1_000
"""Reckoned again at the temperatures found; the keeper itself looks at 64."""
TRIALS = 4
NOW_MS = int(NOON.timestamp() * 1000)
BOTH = ("in-article", "footer")


def run(*, promos: int = PROMOS) -> dict[str, Any]:
    """Return the shares given up at temperatures found from 64 pages, several times, and costs."""
    with TemporaryDirectory() as folder:
        home = Path(folder)
        fill_busy_home(home, promos=promos)
        store = _published(home, promos=promos)
        number = store.current()
        numbered = numbered_snapshot(store.read(number or 0), None)
        return {
            "budget": BUDGET,
            "trials": {str(seed): _trial(store, numbered, seed) for seed in range(TRIALS)},
            "decision_us": _decision_costs(numbered.snapshot),
        }


def _published(home: Path, *, promos: int) -> SnapshotStore:
    store = SnapshotStore(home / "snapshots")
    rounds = SnapshotRounds(
        open_catalogue(f"sqlite:///{home / 'chirashi.db'}"),
        models=ModelStore(home / "models"),
        store=store,
        settings=RankingSettings(),
        now=lambda: NOON,
    )
    assert rounds.look(), promos
    return store


def _trial(store: SnapshotStore, numbered: NumberedSnapshot, seed: int) -> dict[str, Any]:
    """Return temperatures, what finding them took, and what fresh pages gave up at them."""
    made = _exploration(store, _told(numbered, numbered.snapshot, pages=500, seed=seed))
    cpu, wall = time.process_time(), time.perf_counter()
    made.look()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    found = {placement: made.temperatures[SITE, placement] for placement in BOTH}
    warmed = replace(numbered.snapshot, temperatures=made.temperatures)
    fresh = _told(numbered, warmed, pages=PAGES, seed=1_000 + seed)
    told = {"look_cpu_s": cpu, "look_wall_s": wall}
    for row in _reckoned(store, fresh):
        share = 1 - row.shown / row.best
        spread = row.shown_x_shown - 2 * (1 - share) * row.shown_x_best
        spread += (1 - share) ** 2 * row.best_x_best
        told |= {
            f"{row.placement} temperature": found[row.placement],
            f"{row.placement} given up": share,
            f"{row.placement} +-": 1.96 * spread**0.5 / row.best,
        }
    return told


def _exploration(store: SnapshotStore, recent: RecentDecisions) -> Exploration:
    nothing = OnlineWatch(SnapshotStore(store.folder.parent / "online"))
    return Exploration(
        recent, store=store, online=nothing, budget=BUDGET, dice=Random, now=lambda: NOON
    )


def _reckoned(store: SnapshotStore, recent: RecentDecisions) -> list[Any]:
    usual, exploring.MOST_PAGES = exploring.MOST_PAGES, PAGES
    try:
        return _exploration(store, recent).look()
    finally:
        exploring.MOST_PAGES = usual


def _told(
    numbered: NumberedSnapshot, snapshot: Snapshot, *, pages: int, seed: int
) -> RecentDecisions:
    """Rank pages and tell of them as the drain does."""
    recent, rng = RecentDecisions(most=pages), Random(seed)
    tables = CandidateTables(snapshot)
    heads, slots = [], []
    for visit in _visits(snapshot, pages=pages, rng=rng):
        decision = _ranked(tables, visit, rng)
        parts = list(_slots(numbered, decision))
        flags = FLAGS[TokenMode.PER_VIEW, Arm.LEARNED, Rung.LEARNED, Origin.BROWSER]
        reader = packed_reader(visit.reader, local_hour=visit.local_hour)
        identity = (1, visit.article_key, reader, 1, snapshot.number)
        head = DECISION_PART.pack(1, flags, rng.randbytes(16), *identity)
        heads.append(head + HEAD_END.pack(1, len(parts), 0))
        slots += parts
    packed = np.frombuffer(b"".join(heads), HEAD)
    chances = words_of_packed(packed["decision"]).low
    recent.note(packed, np.frombuffer(b"".join(slots), SLOT), chances)
    return recent


def _visits(snapshot: Snapshot, *, pages: int, rng: Random) -> Iterator[Visit]:
    """Yield visits, most of them of few articles, as life has it."""
    articles = article_ids()
    shares = [1 / (at + 5) for at in range(len(articles))]
    for article in rng.choices(articles, shares, k=pages):
        reader = Reader(country=rng.choice(COUNTRIES), device=rng.choice(DEVICES), language="en")
        yield visit_by_id(snapshot, SITE, article, reader=reader, local_hour=rng.randrange(24))


def _ranked(tables: CandidateTables, visit: Visit, rng: Random) -> Decision:
    plans = [tables.plans[SITE, placement] for placement in BOTH]
    return rank(
        tables,
        visit,
        asked=[Asked(plan, plan.placement.slots) for plan in plans],
        arm=Arm.LEARNED,
        rung=Rung.LEARNED,
        rng=rng,
        now_ms=NOW_MS,
    )


def _slots(numbered: NumberedSnapshot, decision: Decision) -> Iterator[bytes]:
    promos = numbered.snapshot.promos.number
    for placement in decision.placements:
        number = numbered.placement_numbers[SITE, placement.placement]
        for slot in placement.slots:
            promo = int(promos[slot.row])
            part = SLOT_PART.pack(number, slot.position, 0, promo, slot.propensity)
            yield part + SLOT_END.pack(1, slot.candidates)


def _decision_costs(snapshot: Snapshot) -> dict[str, float]:
    """Return the CPU of a decision in microseconds, of tables that stand and of new ones."""
    own = {(SITE, "in-article"): 0.2, (SITE, "footer"): 0.3}
    sides = {
        "one temperature": replace(snapshot, temperatures=dict.fromkeys(own, 0.25)),
        "one for each": replace(snapshot, temperatures=own),
    }
    found: dict[str, list[float]] = {}
    for name, side in sides.items():
        tables, rng = CandidateTables(side), Random(5)
        visits = list(_visits(side, pages=1_000, rng=rng))
        for kind in ("new", *["standing"] * 7):
            cpu = time.process_time()
            for visit in visits:
                _ranked(tables, visit, rng)
            spent = (time.process_time() - cpu) / len(visits) * 1e6
            found.setdefault(f"{name}, {kind}", []).append(spent)
    return {name: median(spent) for name, spent in found.items()}


if __name__ == "__main__":
    os.nice(15)
    for name, value in run().items():
        print(name, value)

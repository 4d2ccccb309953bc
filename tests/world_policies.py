"""Ways to fill the sample publisher's pages, judged by the known rates: random up to truth."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from random import Random

import numpy as np

from data.lake.lake_store import Lake
from data.publisher.former_ranker import Tally
from data.publisher.hidden import Floats
from data.worlds.slates import best_by_weight, drawn_by_weight, fill_page
from data.worlds.world import EMPTY, Visits, World
from data.worlds.worth import expected_clicks
from recommender.candidate_tables import CandidateTables
from recommender.domain import Arm, Promo, Rung
from recommender.learned import Learned
from recommender.ranking import Asked, rank
from recommender.scoring import learned_logits
from recommender.snapshot import Snapshot
from recommender.visit import Visit, visit_by_id
from tests.snapshots import a_snapshot

BATCH = 500
LEAST = 1e-9
Scores = Callable[[Visits], Floats]
"""Scores above 0 of every promo for each visit [n, promos]."""


def clicks_a_view(world: World, visits: Visits, scores: Scores | None, *, seed: int = 1) -> Floats:
    """Return the expected clicks [n] of the best slates by these scores; None draws at random."""
    rng = np.random.default_rng(seed)
    choose = drawn_by_weight(rng) if scores is None else best_by_weight
    found = []
    for start in range(0, len(visits), BATCH):
        batch = visits.chosen(slice(start, start + BATCH))
        eligible = world.eligible(batch)
        liked = 1.0 if scores is None else np.maximum(scores(batch), LEAST)
        weights = np.asarray(eligible * liked, dtype=np.float64)
        pages = fill_page(world.placements, world.promos, weights=weights, choose=choose, rng=rng)
        slates = {name: slates.promos for name, slates in pages.items()}
        found.append(expected_clicks(world, batch, slates))
    return np.concatenate(found)


def truth(world: World) -> Scores:
    """Score by the true rates, as far as anyone can know them."""
    every = np.arange(len(world.promos))[None, :]
    return lambda visits: world.expected_click_rates(visits, every)


def popularity(world: World, lake: Lake) -> Scores:
    """Score every visit alike, by the promos' click rates in the log."""
    rates = logged_tally(world, lake).click_rates()
    return lambda visits: np.broadcast_to(rates, (len(visits), len(rates)))


def learned(world: World, model: Learned, *, now: datetime) -> Scores:
    """Score by the model's click rates, computed as serving computes them."""
    snapshot = _snapshot(world, model, now=now)
    every = np.arange(len(world.promos))

    def scores(visits: Visits) -> Floats:
        found = [
            learned_logits(snapshot, _visit(world, visits, row, snapshot), every)
            for row in range(len(visits))
        ]
        return np.asarray(1 / (1 + np.exp(-np.array(found))))

    return scores


def served_clicks_a_view(world: World, visits: Visits, model: Learned, *, now: datetime) -> Floats:
    """Return the expected clicks [n] of the pages that the ranker itself draws, values and all."""
    tables = CandidateTables(_snapshot(world, model, now=now))
    plans = [tables.plans[world.site.id, placement.id] for placement in world.placements]
    asked = [Asked(plan, plan.placement.slots) for plan in plans]
    slates = {
        placement.id: np.full((len(visits), placement.slots), EMPTY)
        for placement in world.placements
    }
    rng = Random(1)
    for row in range(len(visits)):
        decision = rank(
            tables,
            _visit(world, visits, row, tables.snapshot),
            asked=asked,
            arm=Arm.LEARNED,
            rung=Rung.LEARNED,
            rng=rng,
            now_ms=int(visits.at_ms[row]),
        )
        for filled in decision.placements:
            for slot in filled.slots:
                slates[filled.placement][row, slot.position] = slot.row
    return expected_clicks(world, visits, slates)


def _snapshot(world: World, model: Learned, *, now: datetime) -> Snapshot:
    return a_snapshot(
        [_from_its_birth(promo) for promo in world.promos],
        articles=world.articles,
        sites=(world.site,),
        placements=world.placements,
        learned=model,
        now=now,
    )


def _from_its_birth(promo: Promo) -> Promo:
    """Return the promo with a flight that begins when it enters the catalogue."""
    times = [at for at in (promo.starts_at, promo.published_at) if at]
    return replace(promo, starts_at=max(times, default=None))


def _visit(world: World, visits: Visits, row: int, snapshot: Snapshot) -> Visit:
    article, reader = world.article(visits, row), world.reader(visits, row)
    hour = int(visits.local_hour[row])
    return visit_by_id(snapshot, article.site, article.id, reader=reader, local_hour=hour)


def logged_tally(world: World, lake: Lake) -> Tally:
    """Count views and clicks of each promo over the whole log."""
    tally = Tally.empty(len(world.promos))
    rows = {promo.id: row for row, promo in enumerate(world.promos)}
    events = lake.read("events")
    counts = events.group_by(["promo", "event"]).aggregate(total=events["count"].sum())
    for line in counts.to_pyarrow().to_pylist():
        column = {"view": tally.views, "click": tally.clicks}.get(line["event"])
        if column is not None:
            column[rows[line["promo"]]] += line["total"]
    return tally

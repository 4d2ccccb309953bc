"""Ways to fill the sample publisher's pages, judged by the known rates: random up to truth."""

from collections.abc import Callable
from datetime import datetime

import numpy as np

from data.lake import Lake
from data.publisher.former_ranker import Tally
from data.publisher.hidden import Floats
from data.publisher.slates import best_by_weight, drawn_by_weight, fill_page
from data.publisher.world import Visits, World
from data.publisher.worth import expected_clicks
from recommender.learned import Learned
from recommender.scoring import learned_logits
from recommender.visit import visit_by_id
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
        weights = eligible * (1.0 if scores is None else np.maximum(scores(batch), LEAST))
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
    snapshot = a_snapshot(
        world.promos, articles=world.articles, sites=(world.site,), learned=model, now=now
    )
    every = np.arange(len(world.promos))

    def scores(visits: Visits) -> Floats:
        rows = []
        for row in range(len(visits)):
            article, reader = world.article(visits, row), world.reader(visits, row)
            hour = int(visits.local_hour[row])
            visit = visit_by_id(snapshot, article.site, article.id, reader=reader, local_hour=hour)
            rows.append(1 / (1 + np.exp(-learned_logits(snapshot, visit, every))))
        return np.array(rows)

    return scores


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

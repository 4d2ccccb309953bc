"""Placements of one page are drawn at temperatures of their own, with exact propensities."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from math import exp
from random import Random

import numpy as np
import pytest

from recommender import learned_pages
from recommender.candidate_tables import CandidateTables
from recommender.domain import Arm, Reader, Rung
from recommender.kept_table import KeptTable
from recommender.learned_pages import MOST_TEMPERATURES
from recommender.ranking import Asked, Decision, rank
from recommender.rebuild_budget import BURST
from recommender.sampling import softmax_weights
from recommender.scoring import Scores
from recommender.snapshot import Snapshot
from recommender.visit import Visit, visit_by_id
from tests.builders import NOON, a_placement, a_promo, an_article
from tests.snapshots import a_model, a_snapshot

NOW_MS = int(NOON.timestamp() * 1000)
NATIVE, FOOTER = a_placement(id="native", slots=1), a_placement(id="footer", slots=4)
OWN = {("daily", "native"): 0.05, ("daily", "footer"): 0.5}
RUNGS = (Rung.LEARNED, Rung.PRIOR)
LOGITS = (-1.0, -1.2, -1.4, -2.0, -3.0)


def some_promos() -> Snapshot:
    """Return five promos of one value, as likely to be clicked as LOGITS say, soonest in row 0."""
    soon = NOON + timedelta(seconds=1)
    promos = [a_promo(id=f"p{at}", starts_at=None if at else soon) for at in range(5)]
    weights = {f"promo:p{at}": logit for at, logit in enumerate(LOGITS)}
    learned = a_model(weights)
    return a_snapshot(promos, placements=[NATIVE, FOOTER], learned=learned)


def page(tables: CandidateTables, *, rung: Rung = Rung.LEARNED, seed: int = 1) -> Decision:
    plans = [tables.plans["daily", each.id] for each in (NATIVE, FOOTER)]
    visit = visit_by_id(tables.snapshot, "daily", an_article().id, reader=Reader(), local_hour=9)
    asked = [Asked(plan, plan.placement.slots) for plan in plans]
    now_ms = NOW_MS + 1000
    return rank(
        tables, visit, asked=asked, arm=Arm.LEARNED, rung=rung, rng=Random(seed), now_ms=now_ms
    )


def test_each_placement_is_drawn_at_its_own() -> None:
    tables = CandidateTables(replace(some_promos(), temperatures=OWN))
    rates = [1 / (1 + exp(-logit)) for logit in LOGITS]
    for seed in range(20):
        left = set(range(5))
        for placement in page(tables, seed=seed).placements:
            tau = OWN["daily", placement.placement]
            for slot in placement.slots:
                weights = {row: rates[row] ** (1 / tau) for row in left}
                expected = weights[slot.row] / sum(weights.values())
                assert slot.propensity == pytest.approx(expected, rel=1e-6)
                left.remove(slot.row)


@pytest.mark.parametrize("rung", RUNGS)
def test_no_promo_stands_twice_though_the_tables_hold_different_ones(rung: Rung) -> None:
    snapshot = replace(some_promos(), temperatures=OWN)
    tables = CandidateTables(snapshot)
    visit = visit_by_id(snapshot, "daily", an_article().id, reader=Reader(), local_hour=9)
    # Made a second earlier: the first flight has not begun.
    tables.table(Arm.LEARNED, rung, visit, now_ms=NOW_MS, temperature=OWN["daily", "footer"])
    for seed in range(50):
        native, footer = page(tables, rung=rung, seed=seed).placements
        rows = [slot.row for slot in (*native.slots, *footer.slots)]
        assert len(set(rows)) == len(rows) >= 4


def test_tables_of_a_page_follow_the_snapshot_though_they_share_their_scores() -> None:
    before = replace(some_promos(), temperatures=OWN)
    tables = CandidateTables(before)
    visit = visit_by_id(before, "daily", an_article().id, reader=Reader(), local_hour=9)
    promos = before.promos
    dearer = promos.value_micros.copy()
    dearer[4] *= 100
    for temperature, snapshot in ((0.05, before), (0.5, replace(before, number=2))):
        if snapshot is not before:
            changed = replace(promos, value_micros=dearer)
            tables.advance(replace(snapshot, generation=2, promos=changed))
        kept = tables.table(
            Arm.LEARNED, Rung.LEARNED, visit, now_ms=NOW_MS + 1000, temperature=temperature
        )
        best = kept.table.lineup.rows[kept.table.weights().argmax()]
        assert best == (0 if snapshot is before else 4)


def test_more_temperatures_than_are_kept_are_no_harm() -> None:
    tables, visit = CandidateTables(some_promos()), visited(some_promos())
    for at in range(3 * MOST_TEMPERATURES):
        asked = [0.05, 0.1 + at]
        found = tables_of(tables, visit, asked)
        assert found.keys() >= set(asked)
        assert len(found) <= MOST_TEMPERATURES + 2


def test_tables_of_a_page_are_of_one_worth_though_one_temperature_is_new() -> None:
    tables, visit = CandidateTables(some_promos()), visited(some_promos())
    for _ in range(2 * BURST):
        tables_of(tables, visit, [1.0])
        tables.advance(dearer(tables.snapshot, row=4))
    both = tables_of(tables, visit, [1.0, 0.5])
    usual, colder = (np.log(both[tau].table.weights()) for tau in (1.0, 0.5))
    assert colder - colder.max() == pytest.approx(2 * (usual - usual.max()), abs=1e-6)


def visited(snapshot: Snapshot) -> Visit:
    return visit_by_id(snapshot, "daily", an_article().id, reader=Reader(), local_hour=9)


def tables_of(
    tables: CandidateTables, visit: Visit, temperatures: list[float]
) -> Mapping[float, KeptTable]:
    now_ms = NOW_MS + 1000
    return tables.tables(Arm.LEARNED, Rung.LEARNED, visit, temperatures=temperatures, now_ms=now_ms)


def dearer(snapshot: Snapshot, *, row: int) -> Snapshot:
    """Return the next snapshot, in which one promo is worth more."""
    number, promos = snapshot.number + 1, snapshot.promos
    values, changed_in = promos.value_micros.copy(), promos.changed_in.copy()
    values[row] += 1_000_000
    changed_in[row] = number
    promos = replace(promos, value_micros=values, changed_in=changed_in)
    return replace(snapshot, number=number, promos=promos)


def test_one_temperature_for_all_needs_one_table(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[float] = []

    def counted(scores: Scores, *, temperature: float) -> Scores:
        made.append(temperature)
        return softmax_weights(scores, temperature=temperature)

    monkeypatch.setattr(learned_pages, "softmax_weights", counted)
    same = dict.fromkeys(OWN, 0.1)
    tables = CandidateTables(replace(some_promos(), temperatures=same))
    usual = CandidateTables(some_promos())
    visit = visit_by_id(tables.snapshot, "daily", an_article().id, reader=Reader(), local_hour=9)
    decision = page(tables)
    kept = tables.table(Arm.LEARNED, Rung.LEARNED, visit, now_ms=NOW_MS + 1000, temperature=0.1)
    assert kept.table is decision.table
    assert page(usual).table is not decision.table
    assert made == [0.1, usual.snapshot.usual_temperature]

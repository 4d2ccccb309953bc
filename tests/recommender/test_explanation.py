"""Every promo that is not shown has its reason, and every one that is its score."""

from datetime import timedelta
from random import Random

import pytest

from recommender.candidate_tables import CandidateTables
from recommender.domain import Arm, Reader, Reason, Rules, Rung
from recommender.explanation import left_out, score_parts
from recommender.ranking import Asked, rank
from recommender.visit import visit_by_id
from tests.builders import NOON, a_placement, a_promo, an_article
from tests.snapshots import a_model, a_snapshot

NOW_MS = int(NOON.timestamp() * 1000)
RULES = Rules(maximum_per_kind={"house": 0, "guide": 1}, maximum_same_words=1)
PROMOS = [
    a_promo(id="shown", title="Ten walks"),
    a_promo(id="twin", title="TEN walks!"),
    a_promo(id="paused", paused=True),
    a_promo(id="early", starts_at=NOON + timedelta(days=1)),
    a_promo(id="late", ends_at=NOON),
    a_promo(id="abroad", countries=("NO",)),
    a_promo(id="house", kind="house"),
    a_promo(id="guide-1", kind="guide"),
    a_promo(id="guide-2", kind="guide"),
]
LIKED = {"promo:shown": 12.0, "promo:guide-1": 10.0}


def test_tells_the_reason_of_each_and_the_parts_of_the_shown() -> None:
    placement = a_placement(slots=2, rules=RULES)
    snapshot = a_snapshot(PROMOS, placements=[placement], learned=a_model(LIKED))
    tables = CandidateTables(snapshot)
    reader = Reader(country="JP")
    visit = visit_by_id(snapshot, "daily", an_article().id, reader=reader, local_hour=9)
    decision = rank(
        tables,
        visit,
        asked=[Asked(tables.plans["daily", "footer"], 2)],
        arm=Arm.LEARNED,
        rung=Rung.LEARNED,
        rng=Random(1),
        now_ms=NOW_MS,
    )
    (filled,) = decision.placements
    assert {slot.row for slot in filled.slots} == {0, 7}
    reasons = left_out(
        tables, visit, decision=decision, placement=filled, rules=RULES, now_ms=NOW_MS
    )
    assert {PROMOS[row].id: reason for row, reason in reasons.items()} == {
        "twin": Reason.SAME_WORDS,
        "paused": Reason.PAUSED,
        "early": Reason.BEFORE_FLIGHT,
        "late": Reason.AFTER_FLIGHT,
        "abroad": Reason.COUNTRY,
        "house": Reason.KIND,
        "guide-2": Reason.QUOTA,
    }
    parts = {
        PROMOS[part.row].id: part
        for part in score_parts(snapshot, visit, decision, placement=filled)
    }
    assert parts["shown"].click_rate == pytest.approx(0.999994, abs=1e-6)
    assert parts["shown"].value_micros == 1_000_000

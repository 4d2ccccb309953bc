"""Tables are weighed anew as more is learned, within a budget, and a page knows one state only."""

from dataclasses import replace
from itertools import product
from random import Random

import pytest

from recommender.article_pool import static_scores
from recommender.candidate_tables import CandidateTables
from recommender.crossed.cross_weights import CrossWeights
from recommender.crossed.published_cross import published
from recommender.domain import Arm, Reader, Rung
from recommender.findings import Findings
from recommender.last_changes import changes_of
from recommender.learned_pages import MOST_TEMPERATURES, WEIGHED_PER_SECOND
from recommender.online import online_of
from recommender.ranking import Asked, rank
from recommender.snapshot import Snapshot
from recommender.visit import Visit, visit_by_id
from tests.builders import NOON, a_placement, a_promo, an_article
from tests.cross_builder import PRIOR
from tests.snapshots import a_model, a_snapshot

NOW_MS = int(NOON.timestamp() * 1000)
FIRST, SECOND = b"a+1", b"a+2"
ARTICLES = [an_article(id=f"a{at}") for at in range(WEIGHED_PER_SECOND + 20)]
PLACES = [a_placement(id="footer", slots=2), a_placement(id="in-article", slots=1)]


def taught(snapshot: Snapshot, version: str) -> Snapshot:
    """Return the snapshot with something learned."""
    weights = published(CrossWeights(PRIOR))
    crossed, mark = snapshot.promos.crossed, version.encode()
    return replace(snapshot, online=online_of(version, weights, crossed, mark=mark))


def a_taught_snapshot() -> Snapshot:
    promos = [a_promo(id=f"story-{at}") for at in range(4)]
    return taught(a_snapshot(promos, articles=ARTICLES, placements=PLACES), "a+1")


def known(tables: CandidateTables, visit: Visit, *, now_ms: int = NOW_MS) -> bytes | None:
    return tables.table(Arm.LEARNED, Rung.LEARNED, visit, now_ms=now_ms).known.mark


def visit_of(snapshot: Snapshot, article: str = "a0") -> Visit:
    return visit_by_id(snapshot, "daily", article, reader=Reader(), local_hour=9)


def test_at_little_traffic_every_page_is_drawn_by_the_newest() -> None:
    first = a_taught_snapshot()
    tables, second = CandidateTables(first), taught(first, "a+2")
    assert known(tables, visit_of(first)) == FIRST
    tables.advance(second)
    assert known(tables, visit_of(second)) == SECOND


def test_beyond_the_budget_tables_wait_for_their_turn() -> None:
    first = a_taught_snapshot()
    tables, second = CandidateTables(first), taught(first, "a+2")
    visits = [visit_of(first, article.id) for article in ARTICLES]
    assert all(known(tables, one) == FIRST for one in visits)
    tables.advance(second)
    waiting = [known(tables, one) == FIRST for one in visits]
    assert sum(waiting) == 20
    later = NOW_MS + 1000
    assert all(known(tables, one, now_ms=later) == SECOND for one in visits)


def decided(tables: CandidateTables, visit: Visit, *, now_ms: int = NOW_MS) -> bytes | None:
    """Return what the tables of a page in two temperatures know."""
    asked = [Asked(tables.plans["daily", place.id], place.slots) for place in PLACES]
    arm, rung = Arm.LEARNED, Rung.LEARNED
    decision = rank(tables, visit, asked=asked, arm=arm, rung=rung, rng=Random(1), now_ms=now_ms)
    pages = tables.tables(arm, rung, visit, temperatures=(0.05, 0.5), now_ms=now_ms)
    assert len({kept.known for kept in pages.values()}) == 1
    return decision.known.mark


def test_the_tables_of_one_page_never_differ_in_what_they_know() -> None:
    first = replace(a_taught_snapshot(), temperatures={("daily", "in-article"): 0.5})
    tables, second = CandidateTables(first), taught(first, "a+2")
    visits = [visit_of(first, article.id) for article in ARTICLES]
    assert {decided(tables, one) for one in visits} == {FIRST}
    tables.advance(second)
    assert SECOND in {decided(tables, one) for one in visits}


def test_pages_of_several_temperatures_keep_within_the_budget() -> None:
    first = replace(a_taught_snapshot(), temperatures={("daily", "in-article"): 0.5})
    tables, second = CandidateTables(first), taught(first, "a+2")
    visits = [visit_of(first, article.id) for article in ARTICLES]
    assert {decided(tables, one) for one in visits} == {FIRST}
    tables.advance(second)
    at_first = [decided(tables, one) for one in visits]
    assert at_first.count(SECOND) == WEIGHED_PER_SECOND
    for_one = 1000 // WEIGHED_PER_SECOND
    a_moment_later = [decided(tables, one, now_ms=NOW_MS + for_one) for one in visits]
    assert a_moment_later.count(SECOND) == WEIGHED_PER_SECOND + 1


def test_a_temperature_that_comes_later_knows_what_its_page_does() -> None:
    first = a_taught_snapshot()
    tables, second = CandidateTables(first), taught(first, "a+2")
    visits = [visit_of(first, article.id) for article in ARTICLES]
    assert {known(tables, one) for one in visits} == {FIRST}
    tables.advance(second)
    waiting = next(one for one in visits if known(tables, one) == FIRST)
    for each in (0.3, 0.7):
        page = tables.tables(Arm.LEARNED, Rung.LEARNED, waiting, temperatures=[each], now_ms=NOW_MS)
        assert {kept.known.mark for kept in page.values()} == {SECOND}
        assert each in page


def test_temperatures_that_nobody_asks_for_any_more_are_forgotten() -> None:
    tables = CandidateTables(a_taught_snapshot())
    visit = visit_of(tables.snapshot)
    for at in range(3 * MOST_TEMPERATURES):
        asked = [0.05 + at]
        page = tables.tables(Arm.LEARNED, Rung.LEARNED, visit, temperatures=asked, now_ms=NOW_MS)
        assert 0.05 + at in page
    assert len(page) <= MOST_TEMPERATURES + 1


@pytest.mark.parametrize("states", list(product(("plain", "taught"), repeat=2)), ids="-".join)
def test_what_no_visit_changes_is_right_whenever_a_learner_comes_or_goes(
    states: tuple[str, str],
) -> None:
    plain = a_snapshot([a_promo(id="story-1")], learned=a_model(deviation=0.5))
    first, then = (taught(plain, "a+1") if each == "taught" else plain for each in states)
    found = Findings(first, changes=changes_of(first)).learned_on(then)
    assert found.static.tolist() == static_scores(then).tolist()
    is_alike = found.static.tolist() == static_scores(first).tolist()
    assert is_alike == (states[0] == states[1])


def test_without_a_learner_tables_know_nothing() -> None:
    promos = [a_promo(id="story-1")]
    snapshot = a_snapshot(promos, articles=ARTICLES[:1], placements=PLACES)
    tables = CandidateTables(snapshot)
    kept = tables.table(Arm.CONTROL, Rung.LEARNED, visit_of(snapshot), now_ms=NOW_MS)
    assert kept.known.mark is None

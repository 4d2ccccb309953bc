"""Tables outlive snapshots, and never offer what is gone."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from recommender.candidate_tables import CandidateTables
from recommender.crossed.cross_weights import CrossWeights
from recommender.crossed.published_cross import published
from recommender.domain import Arm, Promo, Reader, Rung
from recommender.findings import Findings
from recommender.kept_pools import OLDEST_MS
from recommender.kept_table import KeptTable, known_by
from recommender.last_changes import changes_of
from recommender.learned_pages import LearnedPage, LearnedPages
from recommender.online import online_of
from recommender.rebuild_budget import BURST, RebuildBudget
from recommender.snapshot import Snapshot
from recommender.visit import Visit, visit_by_id
from tests.builders import NOON, a_promo, an_article
from tests.cross_builder import PRIOR
from tests.snapshots import a_model, a_snapshot

NOW_MS = int(NOON.timestamp() * 1000)


def rows(tables: CandidateTables, visit: Visit, *, now_ms: int = NOW_MS) -> set[int]:
    kept = tables.table(Arm.LEARNED, Rung.LEARNED, visit, now_ms=now_ms)
    return set(kept.table.lineup.rows.tolist()) - set(kept.barring.rows)


def visit(snapshot: Snapshot, article: str | None = None, **reader: str) -> Visit:
    identity = article or an_article().id
    return visit_by_id(snapshot, "daily", identity, reader=Reader(**reader), local_hour=9)


def page_of(snapshot: Snapshot, one: Visit) -> LearnedPage:
    """Return what a worker keeps of a page that it meets first."""
    pages = LearnedPages(most=8, budget=RebuildBudget())
    findings = Findings(snapshot, changes=changes_of(snapshot))
    return pages.page(one, findings, known_by(snapshot, number=0), now_ms=NOW_MS)


def stories(count: int) -> list[Promo]:
    return [a_promo(id=f"story-{at}") for at in range(count)]


def changed(snapshot: Snapshot, row: int, *, is_live: bool) -> Snapshot:
    """Return the next snapshot, in which one promo was paused or resumed."""
    number = snapshot.number + 1
    live, changed_in = snapshot.promos.is_live.copy(), snapshot.promos.changed_in.copy()
    live[row], changed_in[row] = is_live, number
    promos = replace(snapshot.promos, is_live=live, changed_in=changed_in)
    return replace(snapshot, number=number, promos=promos)


def test_paused_promo_is_gone_at_once_even_without_budget() -> None:
    articles = [an_article(id=f"a{at}") for at in range(BURST + 5)]
    snapshot = a_snapshot(stories(5), articles=articles, learned=a_model())
    tables = CandidateTables(snapshot)
    visits = [visit(snapshot, article.id) for article in articles]
    for one in visits:
        assert rows(tables, one) == {0, 1, 2, 3, 4}
    tables.advance(changed(snapshot, 2, is_live=False))
    for one in visits:
        assert rows(tables, one) == {0, 1, 3, 4}


def test_paused_promo_is_gone_at_once_for_an_audience_that_the_pool_holds_too_few_of() -> None:
    local = [a_promo(id=f"local-{at}", countries=("JP",)) for at in range(120)]
    others = [a_promo(id=f"other-{at}", countries=("NO",)) for at in range(1500)]
    snapshot = a_snapshot([*local, *others], learned=a_model())
    tables = CandidateTables(snapshot)
    one = visit(snapshot, country="JP")
    kept = tables.table(Arm.LEARNED, Rung.LEARNED, one, now_ms=NOW_MS)
    pool = page_of(snapshot, one).pool
    beyond = next(row for row in rows(tables, one) if not pool.holds(row))
    tables.advance(changed(snapshot, beyond, is_live=False))
    assert rows(tables, one) == set(kept.table.lineup.rows.tolist()) - {beyond}


def test_what_is_learned_weighs_candidates_beyond_the_pool_anew_and_looks_for_no_others() -> None:
    local = [a_promo(id=f"local-{at}", countries=("JP",)) for at in range(120)]
    others = [
        a_promo(id=f"other-{at}", countries=("NO",), value_micros=9_000_000) for at in range(1500)
    ]
    snapshot = a_snapshot([*local, *others])
    tables = CandidateTables(knowing(snapshot, "local-7"))
    one = visit(snapshot, country="JP")
    first = tables.table(Arm.LEARNED, Rung.LEARNED, one, now_ms=NOW_MS)
    tables.advance(knowing(snapshot, "local-9"))
    second = tables.table(Arm.LEARNED, Rung.LEARNED, one, now_ms=NOW_MS)
    assert page_of(tables.snapshot, one).is_beyond_pool
    gone = int(second.table.lineup.rows[0])
    tables.advance(changed(tables.snapshot, gone, is_live=False))
    assert gone not in rows(tables, one)
    assert second.table.lineup is first.table.lineup
    best = [kept.table.lineup.rows[kept.table.weights().argmax()] for kept in (first, second)]
    assert best == [7, 9]


def knowing(snapshot: Snapshot, promo: str) -> Snapshot:
    """Return the snapshot with weights that are sure of one promo."""
    weights = CrossWeights(PRIOR)
    at = weights.promo_of([(f"promo:{promo}", 1.0)]).numbers[0]
    weights.mean[0, at], weights.variance[0, at] = 3.0, 0.0
    online = online_of(promo, published(weights), snapshot.promos.crossed)
    return replace(snapshot, online=online)


def test_resumed_promo_comes_back_within_the_budget() -> None:
    paused = changed(a_snapshot(stories(3), learned=a_model()), 1, is_live=False)
    tables = CandidateTables(paused)
    assert rows(tables, visit(paused)) == {0, 2}
    tables.advance(changed(paused, 1, is_live=True))
    assert rows(tables, visit(paused)) == {0, 1, 2}


def test_unchanged_table_is_not_made_again() -> None:
    snapshot = a_snapshot(stories(3), learned=a_model())
    tables = CandidateTables(snapshot)
    first = tables.table(Arm.LEARNED, Rung.LEARNED, visit(snapshot), now_ms=NOW_MS)
    tables.advance(replace(snapshot, number=2))
    assert tables.table(Arm.LEARNED, Rung.LEARNED, visit(snapshot), now_ms=NOW_MS) is first
    later = NOW_MS + OLDEST_MS + 1
    assert tables.table(Arm.LEARNED, Rung.LEARNED, visit(snapshot), now_ms=later) is not first


def test_tables_made_together_are_not_made_anew_together() -> None:
    articles = [an_article(id=f"a{at}") for at in range(40)]
    snapshot = a_snapshot(stories(3), articles=articles, learned=a_model())
    tables = CandidateTables(snapshot)
    visits = [
        visit_by_id(snapshot, "daily", each.id, reader=Reader(), local_hour=9) for each in articles
    ]

    def drawn(later_ms: int) -> list[KeptTable]:
        at_ms = NOW_MS + later_ms
        return [tables.table(Arm.LEARNED, Rung.LEARNED, each, now_ms=at_ms) for each in visits]

    first, half, late = drawn(0), drawn(OLDEST_MS // 2), drawn(3 * OLDEST_MS // 4)
    assert all(now is before for now, before in zip(half, first, strict=True))
    again = sum(now is not before for now, before in zip(late, first, strict=True))
    assert 5 < again < 35


def test_another_generation_forgets_everything() -> None:
    snapshot = a_snapshot(stories(3), learned=a_model())
    tables = CandidateTables(snapshot)
    first = tables.table(Arm.LEARNED, Rung.LEARNED, visit(snapshot), now_ms=NOW_MS)
    tables.advance(replace(snapshot, generation=2))
    assert tables.table(Arm.LEARNED, Rung.LEARNED, visit(snapshot), now_ms=NOW_MS) is not first


@pytest.mark.parametrize("arm", [Arm.LEARNED, Arm.CONTROL])
def test_flight_that_begins_is_noticed_by_a_table_that_stands(arm: Arm) -> None:
    soon = NOON + timedelta(seconds=1)
    snapshot = a_snapshot([a_promo(id="flies", starts_at=soon), *stories(2)], learned=a_model())
    tables, one = CandidateTables(snapshot), visit(snapshot)
    for offset, expected in ((0, {1, 2}), (999, {1, 2}), (1000, {0, 1, 2}), (9000, {0, 1, 2})):
        kept = tables.table(arm, Rung.LEARNED, one, now_ms=NOW_MS + offset)
        assert set(kept.table.lineup.rows.tolist()) == expected


def test_flights_begin_and_end_on_the_millisecond() -> None:
    soon, late = NOON + timedelta(seconds=1), NOON + timedelta(seconds=2)
    promos = [a_promo(id="flies", starts_at=soon, ends_at=late), a_promo(id="stays", ends_at=late)]
    snapshot = a_snapshot([*promos, *stories(1)], learned=a_model())
    for offset, expected in ((999, {1, 2}), (1000, {0, 1, 2}), (1999, {0, 1, 2}), (2000, {2})):
        tables = CandidateTables(snapshot)
        assert rows(tables, visit(snapshot), now_ms=NOW_MS + offset) == expected


def test_flight_that_ends_is_noticed_by_a_table_that_stands() -> None:
    late = NOON + timedelta(seconds=2)
    snapshot = a_snapshot([a_promo(id="ends", ends_at=late), *stories(2)], learned=a_model())
    tables = CandidateTables(snapshot)
    assert rows(tables, visit(snapshot), now_ms=NOW_MS) == {0, 1, 2}
    assert rows(tables, visit(snapshot), now_ms=NOW_MS + 2000) == {1, 2}


def test_reader_classes_do_not_share_what_one_may_not_see() -> None:
    local = a_promo(id="tokyo-bar", countries=("JP",), regions=("13",))
    japanese = a_promo(id="japanese", languages=("ja",))
    snapshot = a_snapshot([local, japanese, *stories(1)], learned=a_model())
    tables = CandidateTables(snapshot)
    assert rows(tables, visit(snapshot, country="NO")) == {2}
    assert rows(tables, visit(snapshot, country="JP", region="27")) == {2}
    assert rows(tables, visit(snapshot, country="JP", region="13")) == {0, 2}
    assert rows(tables, visit(snapshot, country="JP", language="ja")) == {0, 1, 2}
    assert rows(tables, visit(snapshot)) == {0, 2}


def test_pool_of_a_large_catalogue_holds_the_best_of_every_audience() -> None:
    count = 20_000
    local = [a_promo(id=f"local-{at}", countries=("JP",)) for at in range(300)]
    others = [a_promo(id=f"other-{at}", countries=("NO",)) for at in range(count)]
    snapshot = a_snapshot([*local, *others], learned=a_model({"kind:story": 0.5}))
    tables = CandidateTables(snapshot)
    found = rows(tables, visit(snapshot, country="JP"))
    assert found <= set(range(300))
    assert len(found) >= snapshot.settings.shortlist
    assert np.all(snapshot.promos.is_live[list(found)])


def test_readers_who_may_see_the_same_share_the_control_s_table() -> None:
    snapshot = a_snapshot(stories(5), learned=a_model())
    tables = CandidateTables(snapshot)
    kept = [
        tables.table(Arm.CONTROL, Rung.LEARNED, visit(snapshot, **reader), now_ms=NOW_MS)
        for reader in ({"device": "mobile"}, {"device": "desktop"}, {"country": "JP"})
    ]
    assert kept[0] is kept[1]
    assert kept[0] is not kept[2]

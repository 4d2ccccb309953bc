"""A changed promo disturbs the tables made before only as far as it must."""

from dataclasses import fields, replace
from typing import Any

import pytest

from recommender.candidate_tables import CandidateTables
from recommender.domain import Arm, Reader, Rung
from recommender.kept_table import KeptTable
from recommender.last_changes import RULES, WORTH, changes_of, with_changes
from recommender.promo_table import PromoTable
from recommender.rebuild_budget import BURST
from recommender.snapshot import Snapshot
from recommender.visit import visit_by_id
from tests.builders import NOON, a_promo, an_article
from tests.snapshots import a_model, a_snapshot

CROSSED = ("crossed_keys", "crossed_fields", "crossed_strengths")
TEXT = ("words", "vectors", *CROSSED)
OF_EVERY_CHANGE = ("version", "changed_in")
MEANINGS = ("audiences", "groups")
"""Of codes: they only ever grow."""
NOW_MS = int(NOON.timestamp() * 1000)
ARTICLES = [an_article(id=f"a{at}") for at in range(BURST + 5)]


def a_catalogue(**fields: Any) -> Snapshot:
    promos = [a_promo(id=f"p{at}", title=f"Title {at}") for at in range(5)]
    promos[2] = replace(promos[2], **fields)
    return a_snapshot(promos, articles=ARTICLES, learned=a_model({"kind:story": 0.1}))


def edited(before: Snapshot, row: int = 2, **fields: Any) -> Snapshot:
    """Return the next snapshot, with one promo edited."""
    after, number = a_catalogue(**fields), before.number + 1
    changed_in = before.promos.changed_in.copy()
    changed_in[row] = number
    return replace(after, number=number, promos=replace(after.promos, changed_in=changed_in))


def kept_of(tables: CandidateTables, article: str) -> KeptTable:
    one = visit_by_id(tables.snapshot, "daily", article, reader=Reader(), local_hour=9)
    return tables.table(Arm.LEARNED, Rung.LEARNED, one, now_ms=NOW_MS)


def after_edit(**fields: Any) -> list[tuple[bool, bool]]:
    """Return for each article whether its table stayed, and whether it shows the edited promo."""
    before = a_catalogue()
    tables = CandidateTables(before)
    made = {article.id: kept_of(tables, article.id) for article in ARTICLES}
    tables.advance(edited(before, **fields))
    found = [(kept_of(tables, name), kept) for name, kept in made.items()]
    return [
        (now is kept, 2 in set(now.table.lineup.rows.tolist()) - now.barring.rows)
        for now, kept in found
    ]


def test_title_of_its_own_disturbs_no_table() -> None:
    assert after_edit(title="Another title") == [(True, True)] * len(ARTICLES)


def test_title_that_another_bears_is_barred_until_the_table_is_made_anew() -> None:
    outcomes = after_edit(title="Title 3")
    assert set(outcomes) == {(False, True), (True, False)}
    assert outcomes.count((False, True)) == BURST


def test_worth_is_weighed_anew_within_the_budget_and_barred_nowhere() -> None:
    outcomes = after_edit(value_micros=7)
    assert set(outcomes) == {(False, True), (True, True)}
    assert outcomes.count((False, True)) == BURST


def test_another_kind_is_barred_until_the_table_is_made_anew() -> None:
    assert set(after_edit(kind="guide")) == {(False, True), (True, False)}


@pytest.mark.parametrize("name", [*RULES, *WORTH])
def test_every_column_of_rules_and_worth_is_looked_at(name: str) -> None:
    before = a_catalogue()
    column = getattr(before.promos, name).copy()
    column[2] = not column[2] if column.dtype == bool else 7
    changed_in = before.promos.changed_in.copy()
    changed_in[2] = 5
    promos = replace(before.promos, changed_in=changed_in, **{name: column})
    found = with_changes(changes_of(before), before, replace(before, number=5, promos=promos))
    assert (found.rules[2] == 5, found.worth[2] == 5) == (name in RULES, name in WORTH)
    assert not (set(found.rules[[0, 1, 3, 4]]) | set(found.worth[[0, 1, 3, 4]])) & {5}


def test_a_column_that_is_none_of_these_is_of_the_text() -> None:
    columns = [column.name for column in fields(PromoTable)]
    assert sorted(columns) == sorted((*RULES, *WORTH, *TEXT, *OF_EVERY_CHANGE, *MEANINGS))


def test_promo_that_is_new_counts_as_changed() -> None:
    before = a_catalogue()
    more = a_snapshot([a_promo(id=f"p{at}") for at in range(6)], learned=before.learned)
    after = replace(more, number=9)
    found = with_changes(changes_of(before), before, after)
    assert found.rules.tolist()[5:] == found.worth.tolist()[5:] == [9]
    assert len(found.rules) == len(found.worth) == 6

"""Imports: what is taken in of good lines, of their items and their articles."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.lake.lake_store import Lake
from recommender.errors import Invalid
from tests.data.click_log.logs import (
    ENDINGS,
    SINGLE,
    TOTALS,
    Line,
    a_line,
    a_mapping,
    a_total,
    contents,
    exposures,
    imported,
    rejections,
    write_log,
)


@pytest.mark.parametrize("ending", ENDINGS)
def test_takes_in_one_exposure_a_line(tmp_path: Path, lake: Lake, ending: str) -> None:
    lines = [a_line(number, slot=number % 3) for number in range(20)]
    found = imported(write_log(tmp_path / f"log{ending}", lines), lake, a_mapping())
    assert (found.came.accepted, found.came.rejected, found.came.clicks) == (20, 0, 4)
    rows = exposures(lake)
    assert [row["promo"] for row in rows] == [line["card"] for line in lines]
    assert [row["position"] for row in rows] == [line["slot"] for line in lines]
    assert [row["clicks"] for row in rows] == [int(line["clicked"]) for line in lines]
    assert {(row["propensity"], row["device"], row["site"]) for row in rows} == {
        (0.25, "mobile", "daily")
    }


@pytest.mark.parametrize("ending", ENDINGS)
def test_totals_stay_one_row_with_a_count(tmp_path: Path, lake: Lake, ending: str) -> None:
    path = write_log(tmp_path / f"log{ending}", [a_total(number) for number in range(6)])
    found = imported(path, lake, a_mapping(TOTALS))
    assert (found.came.impressions, found.came.clicks) == (6_015, 15)
    rows = exposures(lake)
    assert [(row["count"], row["clicks"]) for row in rows] == [(1_000 + n, n) for n in range(6)]
    assert {row["decided_at"] for row in rows} == {datetime(2026, 11, 2, tzinfo=UTC)}
    promos = contents(lake)["promos"]
    assert {row["title"] for row in promos} == {f"Words of {number}" for number in range(6)}
    served = {(row["id"], row["version"]) for row in promos}
    assert {(row["promo"], row["promo_version"]) for row in rows} == served


def test_an_unknown_propensity_is_null(tmp_path: Path, lake: Lake) -> None:
    path = write_log(tmp_path / "log.parquet", [a_line(1), a_line(2, chance=None)])
    assert imported(path, lake, a_mapping()).came.rejected == 0
    assert [row["propensity"] for row in exposures(lake)] == [0.25, None]


def test_lines_of_one_decision_share_it(tmp_path: Path, lake: Lake) -> None:
    lines = [a_line(0, slot=n % 3, session=f"s-{n // 3}") for n in range(9)]
    path = write_log(tmp_path / "log.csv", lines)
    imported(path, lake, a_mapping(decision="session"), lines_per_batch=2)
    assert len(contents(lake)["decisions"]) == 3
    assert len(exposures(lake)) == 9


def test_rejects_a_slot_told_twice_even_far_apart(tmp_path: Path, lake: Lake) -> None:
    lines = [a_line(0, slot=n, session="s-1") for n in (0, 1, 2, 1)]
    path = write_log(tmp_path / "log.csv", lines)
    found = imported(path, lake, a_mapping(decision="session"), lines_per_batch=2)
    (told,) = rejections(found)
    assert (told["line"], told["reason"]) == (
        5,
        "the decision's placement and position stood in an earlier line",
    )
    assert len(exposures(lake)) == 3


def test_features_come_from_an_items_file(tmp_path: Path, lake: Lake) -> None:
    path = write_log(tmp_path / "log.csv", [a_line(n) for n in range(3)])
    cards = [{"id": f"story-{n}", "name": f"Card {n}", "a": "x", "b": n} for n in range(2)]
    items = write_log(tmp_path / "items.ndjson", cards)
    fields = {"id": "id", "title": "name", "topics": ["a", "b"], "kind": {"constant": "offer"}}
    document = {**SINGLE, "items": fields}
    imported(path, lake, a_mapping(document), items=items)
    promos = {row["id"]: row for row in contents(lake)["promos"]}
    assert promos["story-1"]["title"] == "Card 1"
    assert promos["story-1"]["topics"] == ["a:x", "b:1"]
    assert promos["story-1"]["kind"] == "offer"
    assert promos["story-2"]["kind"] == "unknown"


@pytest.mark.parametrize(
    ("cards", "message"),
    [([{"id": "a"}, {"id": "a"}], "'a' 2 times"), ([{"id": "a"}, {"id": ""}], "line 2 of")],
)
def test_a_wrong_items_file_is_refused(
    tmp_path: Path, lake: Lake, cards: list[Line], message: str
) -> None:
    path = write_log(tmp_path / "log.csv", [a_line(1)])
    items = write_log(tmp_path / "items.ndjson", cards)
    with pytest.raises(Invalid, match=message):
        imported(path, lake, a_mapping({**SINGLE, "items": {"id": "id"}}), items=items)


def test_articles_are_kept_as_served_with_each_change(tmp_path: Path, lake: Lake) -> None:
    lines = [a_line(n, words=words) for n, words in enumerate(("Old", "Old", "New"))]
    path = write_log(tmp_path / "log.csv", lines)
    imported(path, lake, a_mapping({**SINGLE, "article": {"title": "words"}}))
    articles = {row["version"]: row["title"] for row in contents(lake)["articles"]}
    served = [articles[row["article_version"]] for row in exposures(lake)]
    assert served == ["Old", "Old", "New"]

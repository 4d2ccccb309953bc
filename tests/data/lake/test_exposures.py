"""Exposures: what counts, what does not, and what sampling keeps."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from data.lake.exposure_rows import EXPOSURES
from data.lake.exposures import read_exposures
from data.lake.lake_store import Lake
from data.lake.lots import lot_of
from data.lake.whole_decisions import read_whole_decisions
from recommender.errors import Invalid
from tests.lake_rows import NOON, a_decision_row, a_slot_row, an_event_row, as_table

DAY = timedelta(days=1)
Row = dict[str, Any]


def a_lake(
    path: Path, decisions: Sequence[Row], slots: Sequence[Row], events: Sequence[Row]
) -> Lake:
    lake = Lake(path.as_uri())
    for name, rows in (("decisions", decisions), ("slots", slots), ("events", events)):
        if rows:
            lake.append(name, as_table(*rows))
    return lake


def exposures(lake: Lake, **changes: Any) -> list[Row]:
    window = {"since": NOON - DAY, "until": NOON + DAY} | changes
    rows: list[Row] = read_exposures(lake, **window).to_pylist()
    return rows


def one_slot(path: Path, *events: str, decision: Row | None = None, **changes: Any) -> list[Row]:
    asked = decision or a_decision_row()
    slot = a_slot_row(asked)
    return exposures(
        a_lake(path, [asked], [slot], [an_event_row(slot, e, **changes) for e in events])
    )


def test_an_empty_lake_has_no_exposures(tmp_path: Path) -> None:
    table = read_exposures(Lake(tmp_path.as_uri()), since=NOON - DAY, until=NOON)
    assert table.schema.equals(EXPOSURES)
    assert len(table) == 0


def test_a_view_with_its_impression_is_one_exposure(tmp_path: Path) -> None:
    (row,) = one_slot(tmp_path, "impression", "view")
    assert (row["count"], row["clicks"], row["weight"]) == (1, 0, 1.0)
    assert (row["propensity"], row["promo"], row["site"]) == (0.25, "story-1", "daily")


def test_an_impression_counts_where_nothing_measures_views(tmp_path: Path) -> None:
    (row,) = one_slot(tmp_path, "impression")
    assert (row["count"], row["clicks"]) == (1, 0)


def test_an_impression_does_not_count_where_views_are_measured(tmp_path: Path) -> None:
    asked = a_decision_row()
    seen, unseen = a_slot_row(asked), a_slot_row(asked, position=1)
    events = [an_event_row(seen, "view"), *(an_event_row(s, "impression") for s in (seen, unseen))]
    rows = exposures(a_lake(tmp_path, [asked], [seen, unseen], events))
    assert [row["position"] for row in rows] == [0]


def test_whether_views_are_measured_is_asked_per_site_placement_and_day(tmp_path: Path) -> None:
    one, other = a_decision_row(1), a_decision_row(2, site="weekly")
    earlier = a_decision_row(3, decided_at=NOON - DAY)
    slots = [a_slot_row(row) for row in (one, other, earlier)]
    kinds = ("view", "impression", "impression")
    events = [an_event_row(slot, kind) for slot, kind in zip(slots, kinds, strict=True)]
    assert len(exposures(a_lake(tmp_path, [one, other, earlier], slots, events))) == 3


def test_a_click_without_impression_counts_as_exposed(tmp_path: Path) -> None:
    (row,) = one_slot(tmp_path, "click")
    assert (row["count"], row["clicks"]) == (1, 1)


def test_a_click_on_what_was_never_shown_is_no_exposure(tmp_path: Path) -> None:
    asked = a_decision_row()
    strange = a_slot_row(asked) | {"position": 7}
    unknown = a_slot_row(a_decision_row(9))
    events = [an_event_row(slot, "click") for slot in (strange, unknown)]
    assert exposures(a_lake(tmp_path, [asked], [a_slot_row(asked)], events)) == []


def test_what_was_decided_years_ago_is_not_learned_when_it_comes_in_at_last(tmp_path: Path) -> None:
    asked = a_decision_row(decided_at=NOON - 1_000 * DAY)
    slot = a_slot_row(asked)
    events = [an_event_row(slot, name) for name in ("view", "click")]
    assert exposures(a_lake(tmp_path, [asked], [slot], events)) == []


def test_what_an_exposure_is_stands_beside_it(tmp_path: Path) -> None:
    (viewed,) = one_slot(tmp_path / "viewed", "impression", "view")
    (rendered,) = one_slot(tmp_path / "rendered", "impression")
    assert (viewed["exposed_by"], rendered["exposed_by"]) == ("view", "impression")


@pytest.mark.parametrize("way", ["pixel", "server"])
def test_readers_told_by_who_sees_no_views_count_by_impression(tmp_path: Path, way: str) -> None:
    by_script, blind = a_decision_row(1), a_decision_row(2)
    seen, unseen = a_slot_row(by_script), a_slot_row(by_script, position=1)
    drawn = [a_slot_row(blind, position=place) for place in (0, 1)]
    events = [an_event_row(slot, "impression", way="script") for slot in (seen, unseen)]
    events += [an_event_row(seen, "view", way="script")]
    events += [an_event_row(slot, "impression", way=way) for slot in drawn]
    events += [an_event_row(drawn[1], "click", way="redirect")]
    rows = exposures(a_lake(tmp_path, [by_script, blind], [seen, unseen, *drawn], events))
    told = [(row["decision"], row["position"], row["exposed_by"], row["clicks"]) for row in rows]
    assert told == [
        (seen["decision"], 0, "view", 0),
        (drawn[0]["decision"], 0, "impression", 0),
        (drawn[1]["decision"], 1, "impression", 1),
    ]


def test_a_pixel_beside_a_script_is_no_second_exposure(tmp_path: Path) -> None:
    slot = a_slot_row(a_decision_row())
    events = [an_event_row(slot, "impression", way="pixel")]
    events += [an_event_row(slot, "view", way="script")]
    (row,) = exposures(a_lake(tmp_path, [a_decision_row()], [slot], events))
    assert (row["count"], row["exposed_by"]) == (1, "view")


def test_each_page_view_of_a_cached_slot_is_one_exposure(tmp_path: Path) -> None:
    slot = a_slot_row(a_decision_row())
    told = [("impression", "a"), ("view", "a"), ("click", "b"), ("impression", "c"), ("view", "d")]
    events = [an_event_row(slot, kind, view_id=view, way="script") for kind, view in told]
    (row,) = exposures(a_lake(tmp_path, [a_decision_row()], [slot], events))
    assert (row["count"], row["clicks"], row["exposed_by"]) == (3, 1, "view")


def test_where_only_followed_links_are_told_nothing_is_learned(tmp_path: Path) -> None:
    assert one_slot(tmp_path / "alone", "click", way="redirect") == []
    (row,) = one_slot(tmp_path / "told", "impression", "click", way="redirect")
    assert (row["count"], row["clicks"]) == (1, 1)


def test_a_followed_link_proves_an_impression_that_was_lost(tmp_path: Path) -> None:
    asked = a_decision_row()
    told, lost = a_slot_row(asked), a_slot_row(asked, position=1)
    events = [an_event_row(told, "impression"), an_event_row(lost, "click", way="redirect")]
    rows = exposures(a_lake(tmp_path, [asked], [told, lost], events))
    assert [(row["count"], row["clicks"]) for row in rows] == [(1, 0), (1, 1)]


def test_a_slot_that_nobody_saw_is_no_exposure(tmp_path: Path) -> None:
    assert one_slot(tmp_path) == []
    assert one_slot(tmp_path, "dismissal") == []


def test_invalid_events_never_count(tmp_path: Path) -> None:
    assert one_slot(tmp_path, "impression", "click", invalid="crawler") == []


@pytest.mark.parametrize("changes", [{"invalid": "crawler"}, {"origin": "preview"}])
def test_invalid_and_previewed_decisions_never_count(tmp_path: Path, changes: Row) -> None:
    assert one_slot(tmp_path, "view", decision=a_decision_row(**changes)) == []


def test_totals_stay_one_row(tmp_path: Path) -> None:
    asked = a_decision_row(origin="import")
    slot = a_slot_row(asked)
    events = [an_event_row(slot, "impression", count=3000), an_event_row(slot, "click", count=40)]
    (row,) = exposures(a_lake(tmp_path, [asked], [slot], events))
    assert (row["count"], row["clicks"]) == (3000, 40)


def test_the_window_holds_its_start_and_not_its_end(tmp_path: Path) -> None:
    times = [NOON - timedelta(microseconds=1), NOON, NOON + DAY]
    asked = [a_decision_row(n, decided_at=at) for n, at in enumerate(times)]
    slots = [a_slot_row(row) for row in asked]
    lake = a_lake(tmp_path, asked, slots, [an_event_row(slot, "view") for slot in slots])
    rows = exposures(lake, since=NOON, until=NOON + DAY)
    assert [row["decided_at"] for row in rows] == [NOON]


def test_a_click_of_a_later_day_belongs_to_its_decision(tmp_path: Path) -> None:
    (row,) = one_slot(tmp_path, "impression", "click", received_at=NOON + 3 * DAY)
    assert row["clicks"] == 1


def test_sampling_keeps_each_click_and_unclicked_slots_by_their_lot(tmp_path: Path) -> None:
    asked = [a_decision_row(number) for number in range(600)]
    slots = [a_slot_row(row) for row in asked]
    clicked = {slot["decision"] for slot in slots[::50]}
    events = [an_event_row(slot, "view") for slot in slots]
    events += [an_event_row(slot, "click") for slot in slots if slot["decision"] in clicked]
    rows = exposures(a_lake(tmp_path, asked, slots, events), unclicked_share=0.25)
    low = {s["decision"] for s in slots if lot_of(s["decision"], "footer", 0) < 16_384}
    assert {row["decision"] for row in rows} == clicked | low
    assert {row["weight"] for row in rows if row["clicks"]} == {1.0}
    assert {row["weight"] for row in rows if not row["clicks"]} == {4.0}
    assert all(row["count"] == 1 for row in rows)


def test_of_a_very_large_log_only_so_many_slots_are_looked_at(tmp_path: Path) -> None:
    asked = [a_decision_row(number) for number in range(600)]
    slots = [a_slot_row(row) for row in asked]
    clicked = {slot["decision"] for slot in slots[::10]}
    events = [an_event_row(slot, "view") for slot in slots]
    events += [an_event_row(slot, "click") for slot in slots if slot["decision"] in clicked]
    lake = a_lake(tmp_path, asked, slots, events)
    lots = {slot["decision"]: lot_of(slot["decision"], "footer", 0) for slot in slots}
    half = exposures(lake, log_share=0.5)
    assert {row["decision"] for row in half} == {name for name, lot in lots.items() if lot < 32_768}
    rows = exposures(lake, log_share=0.5, unclicked_share=0.25)
    looked_at = {name for name in clicked if lots[name] < 32_768}
    low = {name for name, lot in lots.items() if lot < 8_192}
    assert {row["decision"] for row in rows} == looked_at | low
    assert {row["weight"] for row in rows if not row["clicks"]} == {4.0}


def test_decisions_are_drawn_whole(tmp_path: Path) -> None:
    asked = [a_decision_row(number) for number in range(400)]
    slots = [a_slot_row(row, position=place) for row in asked for place in range(3)]
    events = [an_event_row(slot, "view") for slot in slots]
    lake = a_lake(tmp_path, asked, slots, events)
    window = {"since": NOON - DAY, "until": NOON + DAY}
    rows = read_whole_decisions(lake, **window, share=0.25).to_pylist()
    drawn = Counter(row["decision"] for row in rows)
    # Five standard errors.
    assert abs(len(drawn) - 100) < 5 * 75**0.5
    assert set(drawn.values()) == {3}
    assert {row["weight"] for row in rows} == {1.0}
    whole = read_whole_decisions(lake, **window)
    assert whole.equals(read_exposures(lake, **window))


@pytest.mark.parametrize("share", [0.0, -1.0, 1.5, float("nan")])
def test_refuses_an_impossible_share(tmp_path: Path, share: float) -> None:
    with pytest.raises(Invalid, match="unclicked_share"):
        read_exposures(Lake(tmp_path.as_uri()), since=NOON, until=NOON, unclicked_share=share)


def test_rows_come_ordered_and_typed(tmp_path: Path) -> None:
    asked = [a_decision_row(number) for number in (3, 1, 2)]
    slots = [a_slot_row(row, position=place) for row in asked for place in (1, 0)]
    lake = a_lake(tmp_path, asked, slots, [an_event_row(slot, "view") for slot in slots])
    table: pa.Table = read_exposures(lake, since=NOON, until=NOON + DAY)
    keys = [(row["decision"], row["position"]) for row in table.to_pylist()]
    assert keys == sorted(keys)
    assert table.schema.equals(EXPOSURES)

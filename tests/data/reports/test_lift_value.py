"""What the learned ranking gained in value, where it has fewer clicks and dearer ones."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from data.lake.lake_store import Lake
from data.reports.report_ask import ReportAsk
from data.reports.report_table import ReportTable
from data.reports.reporting import report
from tests.lake_rows import NOON, a_decision_row, a_slot_row, an_event_row, as_table

DAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 3, tzinfo=UTC)
DEAR, CHEAP = 3_000_000, 1_000_000


def filled(lake: Lake, *, dear: int | None, cheap: int | None) -> None:
    """Fill a lake: of 300 pages the learned arm gets 30 clicks, the control 60; all promos bear."""
    rows: dict[str, list[dict[str, Any]]] = {"decisions": [], "slots": [], "events": []}
    for number in range(600):
        arm, value, every = [("learned", dear, 10), ("control", cheap, 5)][number % 2]
        decision = a_decision_row(number, decided_at=NOON, arm=arm)
        slot = a_slot_row(decision, value_micros=value)
        rows["decisions"].append(decision)
        rows["slots"].append(slot)
        rows["events"].append(an_event_row(slot, "impression"))
        if number // 2 % every == 0:
            rows["events"].append(an_event_row(slot, "click"))
    for name, some in rows.items():
        lake.append(name, as_table(*some))


def told(lake: Lake) -> tuple[ReportTable, dict[str, Any]]:
    table = report(lake, ReportAsk(name="lift", since=DAY, until=DAY), now=NOW, zones={})
    names = [column.name for column in table.columns]
    return table, dict(zip(names, table.rows[0].cells, strict=True))


def test_fewer_clicks_may_be_worth_more(tmp_path: Path) -> None:
    lake = Lake(tmp_path.as_uri())
    filled(lake, dear=DEAR, cheap=CHEAP)
    table, cells = told(lake)
    assert cells["lift"].value == pytest.approx(0.5)
    assert (cells["value"].value, cells["other_value"].value) == (300_000_000, 200_000_000)
    gained = cells["value_lift"]
    assert gained.value == pytest.approx(1.5)
    # By hand: each click rate's relative variance is (1 - p) / (p n); the ratio's are added.
    spread = 1.96 * (0.9 / 30 + 0.8 / 60) ** 0.5
    assert gained.low == pytest.approx(1.5 - 1.5 * spread, abs=0.12)
    assert gained.low < 1.5 < gained.high
    assert not any("value" in note for note in table.notes)


def test_what_has_no_value_is_told_to_be_left_out(tmp_path: Path) -> None:
    lake = Lake(tmp_path.as_uri())
    filled(lake, dear=DEAR, cheap=None)
    table, cells = told(lake)
    assert (cells["value"], cells["value_lift"]) == (None, None)
    assert any(note.startswith("50 % of the impressions") for note in table.notes)


def test_value_is_not_compared_where_nothing_has_any(tmp_path: Path) -> None:
    lake = Lake(tmp_path.as_uri())
    filled(lake, dear=None, cheap=None)
    table, cells = told(lake)
    assert (cells["value"], cells["value_lift"]) == (None, None)
    assert any("value cannot be compared" in note for note in table.notes)

"""What another system's log shows is not compared with what was left to chance."""

from datetime import UTC, date, datetime
from pathlib import Path

from data.lake.lake_store import Lake
from data.reports.report_ask import ReportAsk
from data.reports.reporting import report
from tests.lake_rows import NOON, a_decision_row, a_slot_row, an_event_row, as_table

DAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 3, tzinfo=UTC)


def filled(lake: Lake) -> None:
    """Fill a lake: ours are clicked alike in both arms, of the imported none is clicked."""
    decisions, events = [], []
    for number in range(120):
        arm = ("learned", "baseline", "baseline")[number % 3]
        origin = "import" if number % 3 == 2 else "browser"
        decision = a_decision_row(number, decided_at=NOON, arm=arm, origin=origin)
        slot = a_slot_row(decision)
        decisions.append(decision)
        events.append(an_event_row(slot, "impression"))
        if origin == "browser" and number % 2:
            events.append(an_event_row(slot, "click"))
    lake.append("decisions", as_table(*decisions))
    lake.append("slots", as_table(*map(a_slot_row, decisions)))
    lake.append("events", as_table(*events))


def cells(lake: Lake, name: str, by: str) -> list[dict[str, object]]:
    """Return a report's rows by the names of its columns."""
    ask = ReportAsk(name=name, since=DAY, until=DAY, by=by)
    table = report(lake, ask, now=NOW, zones={"daily": "UTC"})
    names = [column.name for column in table.columns]
    return [dict(zip(names, row.cells, strict=True)) for row in table.rows]


def test_an_imported_log_is_no_side_of_a_lift(tmp_path: Path) -> None:
    lake = Lake(f"file://{tmp_path}")
    filled(lake)
    (row,) = cells(lake, "lift", "total")
    assert row["compared_with"] == "baseline"
    assert (row["impressions"], row["other_impressions"]) == (40, 40)
    assert (row["clicks"], row["other_clicks"]) == (20, 20)


def test_an_imported_arm_is_told_apart(tmp_path: Path) -> None:
    lake = Lake(f"file://{tmp_path}")
    filled(lake)
    shown = {row["arm"]: row["impressions"] for row in cells(lake, "performance", "arm")}
    assert shown == {"learned": 40, "baseline": 40, "imported baseline": 40}

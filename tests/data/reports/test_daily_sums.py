"""Sums kept of days that are over: the same figures, made anew when a day's files change."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from data.lake.lake_store import Lake
from data.reports import day_states
from data.reports.daily_sums import DailySums
from data.reports.kept_days import kept_days
from data.reports.report_ask import BYS, ReportAsk
from data.reports.report_table import Cell, Estimate, ReportTable
from data.reports.reporting import report
from tests.data.reports.messy_lake import ZONES, a_messy_lake
from tests.lake_rows import a_decision_row, a_slot_row, an_event_row, as_table

LATER = datetime(2026, 11, 20, tzinfo=UTC)
ALL = ReportAsk(name="performance", by="kind", since=date(2026, 10, 20), until=date(2026, 11, 2))
DAY = timedelta(days=1)


def keep_all(
    lake: Lake, *, now: datetime = LATER, zones: dict[str, str] | None = None
) -> list[date]:
    """Return the days that were made."""
    sums = DailySums(lake, zones=lambda: zones or ZONES, keep_days=90)
    return list(iter(lambda: sums.step(now), None))


def told(lake: Lake, ask: ReportAsk, *, now: datetime = LATER, **changes: Any) -> ReportTable:
    return report(lake, ask, now=now, **({"zones": ZONES} | changes))


def one_click(lake: Lake, number: int, *, at: datetime, told_at: datetime) -> None:
    decision = a_decision_row(number, decided_at=at, site="kathmandu")
    slot = a_slot_row(decision)
    lake.append("decisions", as_table(decision))
    lake.append("slots", as_table(slot))
    lake.append("events", as_table(an_event_row(slot, "click", received_at=told_at)))


def clicks(table: ReportTable) -> Any:
    names = [column.name for column in table.columns]
    return table.total.cells[names.index("clicks")] if table.total else 0


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path.as_uri())


def test_each_report_is_the_same_of_kept_sums(tmp_path: Path) -> None:
    lake = a_messy_lake(tmp_path, seed=5, decisions=80)
    asks = [replace(ALL, name=name, by=bys[0]) for name, bys in BYS.items()]
    asks += [replace(ALL, by=by, site="daily") for by in ("day", "position")]
    live = [told(lake, ask) for ask in asks]
    assert len(keep_all(lake)) == 4
    for ask, before in zip(asks, live, strict=True):
        after = told(lake, ask)
        assert [row.cells[: after.keys] for row in after.rows] == [
            row.cells[: before.keys] for row in before.rows
        ]
        assert repr_rounded(after) == repr_rounded(before)


def repr_rounded(table: ReportTable) -> list[str]:
    """Return the cells of every row, floating-point sums in another order being the same."""
    rows = (*table.rows, *([table.total] if table.total else []))
    return [" ".join(map(rounded, row.cells)) for row in rows]


def rounded(cell: Cell) -> str:
    if not isinstance(cell, Estimate):
        return str(cell)
    return " ".join(f"{each or 0:.6g}" for each in (cell.value, cell.low, cell.high))


def test_kept_sums_are_what_is_read(lake: Lake) -> None:
    at = LATER - 5 * DAY
    one_click(lake, 1, at=at, told_at=at)
    keep_all(lake)
    lake.remove("events", prefix="")
    lake.remove("decisions", prefix="")
    ask = replace(ALL, until=LATER.date())
    assert clicks(told(lake, ask)) == 1


def test_a_day_is_made_anew_when_its_files_change(lake: Lake) -> None:
    at = LATER - 5 * DAY
    one_click(lake, 1, at=at, told_at=at)
    assert keep_all(lake) == [at.date()]
    assert keep_all(lake, now=LATER + DAY / 24) == []
    one_click(lake, 2, at=at, told_at=at + DAY)
    ask = replace(ALL, until=LATER.date())
    assert clicks(told(lake, ask, now=LATER + DAY)) == 2
    assert keep_all(lake, now=LATER + DAY) == [at.date()]
    assert clicks(told(lake, ask, now=LATER + DAY)) == 2


def test_a_day_that_is_not_over_is_read_live(lake: Lake) -> None:
    one_click(lake, 1, at=LATER - DAY / 48, told_at=LATER)
    now = LATER - DAY / 100
    assert keep_all(lake, now=now) == []
    table = told(lake, replace(ALL, until=LATER.date()), now=now)
    assert (clicks(table), table.as_of) == (1, now)


def test_a_busy_day_is_summed_before_it_is_over(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(day_states, "BUSY_FILES", 3)
    noon = LATER - DAY / 2
    one_click(lake, 1, at=noon, told_at=noon)
    ask = replace(ALL, until=LATER.date())
    assert keep_all(lake, now=noon) == [noon.date()]
    one_click(lake, 2, at=noon, told_at=noon)
    soon, later = noon + timedelta(minutes=9), noon + timedelta(minutes=16)
    assert keep_all(lake, now=soon) == []
    assert (clicks(told(lake, ask, now=soon)), told(lake, ask, now=soon).as_of) == (1, noon)
    assert (clicks(told(lake, ask, now=later)), told(lake, ask, now=later).as_of) == (2, later)
    assert keep_all(lake, now=later) == [noon.date()]
    assert keep_all(lake, now=later) == []
    assert clicks(told(lake, ask, now=later)) == 2


def test_sums_are_of_now_while_nothing_more_was_told(lake: Lake) -> None:
    one_click(lake, 1, at=LATER - DAY / 2, told_at=LATER - DAY / 2)
    made = LATER + DAY / 24
    assert keep_all(lake, now=made) == [date(2026, 11, 19)]
    later = made + DAY / 2
    assert keep_all(lake, now=later) == []
    table = told(lake, replace(ALL, until=LATER.date()), now=later)
    assert (clicks(table), table.as_of) == (1, later)


def test_a_clock_that_steps_back_an_hour_neither_doubles_nor_hides(lake: Lake) -> None:
    at = LATER - DAY / 2
    one_click(lake, 1, at=at, told_at=at)
    ahead = LATER + DAY / 12
    assert keep_all(lake, now=ahead) == [at.date()]
    one_click(lake, 2, at=at, told_at=LATER)
    ask, back = replace(ALL, until=LATER.date()), ahead - DAY / 24
    assert clicks(told(lake, ask, now=back)) == 2
    sums = DailySums(lake, zones=lambda: ZONES, keep_days=90)
    assert [sums.step(back) for _ in range(2)] == [at.date(), None]
    one_click(lake, 3, at=at, told_at=LATER)
    later = back + timedelta(minutes=15)
    assert clicks(told(lake, ask, now=later)) == 3
    assert keep_all(lake, now=later) == [at.date()]
    (kept,) = kept_days(lake, first=1, last=LATER.date().toordinal()).values()
    assert [each.made_at for each in kept] == [back, later]


def test_yesterdays_last_events_are_told_within_a_quarter_of_an_hour(lake: Lake) -> None:
    midnight = LATER
    one_click(lake, 1, at=midnight - DAY / 2, told_at=midnight - DAY / 2)
    made = midnight + DAY / 24
    assert keep_all(lake, now=made) == [date(2026, 11, 19)]
    one_click(lake, 2, at=midnight - DAY / 2, told_at=made)
    ask = replace(ALL, until=LATER.date())
    soon, later = made + timedelta(minutes=5), made + timedelta(minutes=16)
    assert (clicks(told(lake, ask, now=soon)), told(lake, ask, now=soon).as_of) == (1, made)
    assert keep_all(lake, now=soon) == []
    assert clicks(told(lake, ask, now=later)) == 2
    assert keep_all(lake, now=later) == [date(2026, 11, 19)]


def test_sums_are_made_once_more_after_the_last_event_may_have_come(lake: Lake) -> None:
    midnight = LATER
    one_click(lake, 1, at=midnight - DAY / 2, told_at=midnight - DAY / 2)
    day = date(2026, 11, 19)
    assert keep_all(lake, now=midnight + DAY / 24) == [day]
    assert keep_all(lake, now=midnight + 2 * DAY) == [day]
    assert keep_all(lake, now=midnight + 3 * DAY) == []


def test_sums_of_an_expired_day_stay(lake: Lake) -> None:
    at = LATER - 95 * DAY
    one_click(lake, 1, at=at, told_at=at)
    keep_all(lake, now=at + 4 * DAY)
    lake.remove("events", prefix="")
    assert keep_all(lake) == []
    lake.remove("decisions", prefix="")
    ask = replace(ALL, since=at.date())
    assert clicks(told(lake, ask)) == 1


def test_a_site_that_moves_to_another_time_zone_has_its_days_made_anew(lake: Lake) -> None:
    at = datetime(2026, 11, 9, 20, tzinfo=UTC)
    one_click(lake, 1, at=at, told_at=at)
    keep_all(lake)
    moved = {"kathmandu": "Europe/London"}
    ask = replace(ALL, by="day", until=LATER.date())
    assert told(lake, ask).rows[0].cells[0] == "2026-11-10"
    assert told(lake, ask, zones=moved).rows[0].cells[0] == "2026-11-09"
    assert keep_all(lake, zones=moved, now=LATER + DAY) == [at.date()]
    assert told(lake, ask, zones=moved, now=LATER + DAY).rows[0].cells[0] == "2026-11-09"


def test_no_more_than_the_last_but_one_is_left_over(lake: Lake) -> None:
    at = LATER - 5 * DAY
    for hour in range(4):
        one_click(lake, hour, at=at, told_at=at)
        keep_all(lake, now=LATER + hour * DAY / 24)
    (kept,) = kept_days(lake, first=1, last=LATER.date().toordinal()).values()
    assert len(kept) == 2


def test_half_made_sums_are_not_read(lake: Lake) -> None:
    at = LATER - 5 * DAY
    one_click(lake, 1, at=at, told_at=at)
    keep_all(lake)
    lake.remove("report_sums", prefix="")
    assert clicks(told(lake, replace(ALL, until=LATER.date()))) == 1
    assert keep_all(lake) == [at.date()]


@pytest.mark.parametrize("until", [date.min, date.max])
def test_days_at_the_ends_of_time_can_be_asked(lake: Lake, until: date) -> None:
    one_click(lake, 1, at=LATER, told_at=LATER)
    told(lake, ReportAsk(name="performance", since=date.min, until=until))

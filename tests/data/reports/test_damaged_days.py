"""A lake file cut short: reports tell what they can and name the file and its day."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from data.lake.lake_store import Lake
from data.reports.daily_sums import DailySums
from data.reports.report_ask import NAMES, ReportAsk
from data.reports.report_table import ReportTable
from data.reports.reporting import report
from recommender.errors import SpoiltFile
from tests.lake_rows import NOON, a_decision_row, a_slot_row, an_event_row, as_table

DAY = timedelta(days=1)
DAYS = [NOON - DAY, NOON, NOON + DAY]
NOW = datetime(2026, 11, 20, tzinfo=UTC)
SINCE, UNTIL = date(2026, 10, 20), date(2026, 11, 10)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """Return a lake of one click on each of three days."""
    lake = Lake(tmp_path.as_uri())
    for number, at in enumerate(DAYS):
        decision = a_decision_row(number, decided_at=at)
        slot = a_slot_row(decision)
        events = [an_event_row(slot, kind, received_at=at) for kind in ("impression", "click")]
        for name, rows in (("decisions", [decision]), ("slots", [slot]), ("events", events)):
            lake.append(name, as_table(*rows), name=f"of-{number}")
    lake.append("promos", as_table(a_promo_row()), name="served")
    return lake


def a_promo_row() -> dict[str, Any]:
    told = {"kind": "story", "title": "Story", "source": "blog", "url": "https://example.org/"}
    return {"id": "story-1", "version": 1, "valid_from": NOON, **told}


def cut_short(lake: Lake, table: str, day: datetime) -> None:
    (path,) = lake.files(table, since=day.date(), until=day.date())
    Path(path).write_bytes(Path(path).read_bytes()[:-20])


def told(lake: Lake, name: str = "performance") -> ReportTable:
    return report(lake, ReportAsk(name=name, since=SINCE, until=UNTIL), now=NOW, zones={})


def clicks(table: ReportTable) -> Any:
    names = [column.name for column in table.columns]
    return table.total.cells[names.index("clicks")] if table.total else 0


def test_the_day_of_a_damaged_file_is_left_out_and_both_are_named(lake: Lake) -> None:
    cut_short(lake, "decisions", NOON)
    table = told(lake)
    assert clicks(table) == 2
    (note,) = [note for note in table.notes if "damaged" in note]
    assert note.startswith(f"{NOON.date()} is left out")
    assert f"decisions/date={NOON.date()}/of-1.parquet" in note


@pytest.mark.parametrize(
    ("spoilt", "days"),
    [
        ("slots", ["2026-11-01", "2026-11-02", "2026-11-03"]),
        ("events", ["2026-11-01", "2026-11-02"]),
    ],
)
def test_days_whose_rows_may_lie_in_it_are_left_out_too(
    lake: Lake, spoilt: str, days: list[str]
) -> None:
    cut_short(lake, spoilt, NOON)
    table = told(lake)
    assert clicks(table) == 3 - len(days)
    assert [note[:10] for note in table.notes if "damaged" in note] == days


def test_sums_that_were_kept_are_told_instead(lake: Lake) -> None:
    sums = DailySums(lake, zones=dict, keep_days=90)
    made = NOW - DAY
    assert len(list(iter(lambda: sums.step(made), None))) == 3
    cut_short(lake, "slots", NOON)
    table = told(lake)
    assert (clicks(table), table.as_of) == (3, made)
    (note,) = [note for note in table.notes if "damaged" in note]
    assert note.startswith("2026-11-02 is told as counted at 2026-11-19 00:00 UTC")


def test_sums_that_a_wrong_clock_dated_ahead_are_not_the_last_count(lake: Lake) -> None:
    sums = DailySums(lake, zones=dict, keep_days=90)
    ahead, made = NOW + 30 * DAY, NOW - DAY
    list(iter(lambda: sums.step(ahead), None))
    slot = a_slot_row(a_decision_row(1, decided_at=NOON))
    late = an_event_row(slot, "click", view_id="another", received_at=NOON)
    lake.append("events", as_table(late), name="late")
    list(iter(lambda: sums.step(made), None))
    cut_short(lake, "slots", NOON)
    (note,) = [note for note in told(lake).notes if "damaged" in note]
    assert note.startswith("2026-11-02 is told as counted at 2026-11-19 00:00 UTC")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("table", ["report_sums", "report_counts"])
def test_days_of_spoilt_sums_are_counted_anew(lake: Lake, table: str, name: str) -> None:
    whole = told(lake, name)
    list(iter(lambda: DailySums(lake, zones=dict, keep_days=90).step(NOW), None))
    cut_short(lake, table, NOON)
    again = told(lake, name)
    assert (again.rows, again.total, again.notes) == (whole.rows, whole.total, whole.notes)


def test_a_day_of_which_only_spoilt_sums_are_left_is_named(lake: Lake) -> None:
    list(iter(lambda: DailySums(lake, zones=dict, keep_days=90).step(NOW), None))
    for expired in ("decisions", "slots", "events"):
        lake.remove_named(expired, {"of-0"})
    cut_short(lake, "report_sums", DAYS[0])
    table = told(lake)
    assert clicks(table) == 2
    (note,) = [note for note in table.notes if "damaged" in note]
    assert note.startswith(f"{DAYS[0].date()} is left out, for the file report_sums/")


def test_spoilt_sums_are_made_anew(lake: Lake) -> None:
    list(iter(lambda: DailySums(lake, zones=dict, keep_days=90).step(NOW), None))
    cut_short(lake, "report_sums", NOON)
    sums = DailySums(lake, zones=dict, keep_days=90)
    later = NOW + timedelta(hours=1)
    assert list(iter(lambda: sums.step(later), None)) == [NOON.date()]
    assert clicks(told(lake)) == 3


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"exploration"}))
def test_every_report_of_what_readers_did_answers(lake: Lake, name: str) -> None:
    cut_short(lake, "decisions", NOON)
    assert any("damaged" in note for note in told(lake, name).notes)


def test_what_exploring_gave_up_is_told_whatever_is_damaged_of_what_readers_did(lake: Lake) -> None:
    cut_short(lake, "decisions", NOON)
    assert not any("damaged" in note for note in told(lake, "exploration").notes)


def test_days_that_are_not_damaged_are_summed(lake: Lake) -> None:
    cut_short(lake, "decisions", NOON + DAY)
    sums = DailySums(lake, zones=dict, keep_days=90)
    assert list(iter(lambda: sums.step(NOW), None)) == [NOON.date(), DAYS[0].date()]


def test_what_promos_are_called_belongs_to_every_day(lake: Lake) -> None:
    (path,) = lake.files("promos")
    Path(path).write_bytes(Path(path).read_bytes()[:-20])
    with pytest.raises(SpoiltFile, match=r"promos/.*served\.parquet"):
        told(lake)

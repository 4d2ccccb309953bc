"""Up to when the lake's events were drained."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from data.lake.drained_through import drained_through_us
from data.lake.lake_store import Lake
from tests.lake_rows import a_decision_row, a_slot_row, an_event_row, as_table

SINCE = date(2020, 1, 1)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def lake_of(path: Path, *drained: datetime | None) -> Lake:
    lake = Lake(path.as_uri())
    slot = a_slot_row(a_decision_row())
    rows = [an_event_row(slot, "view", drained_at=each) for each in drained]
    if rows:
        lake.append("events", as_table(*rows))
    return lake


def test_the_last_event_counts(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, NOON, None, NOON + timedelta(seconds=3), NOON + timedelta(seconds=1))
    last_us = int((NOON + timedelta(seconds=3)).timestamp()) * 1_000_000
    assert drained_through_us(lake, since=SINCE) == last_us


def test_an_import_was_not_drained(tmp_path: Path) -> None:
    assert drained_through_us(lake_of(tmp_path, None), since=SINCE) is None


def test_an_empty_lake_was_never_drained(tmp_path: Path) -> None:
    assert drained_through_us(lake_of(tmp_path), since=SINCE) is None

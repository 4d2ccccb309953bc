"""Clicks without impression are judged half an hour later; what cannot have one never is."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from data.lake.lake_files import open_files
from data.lake.lake_store import Lake
from tests.data.lake_keeping.kept_lake import DAY, a_keeping, drained, keep_all, seen_rows
from tests.lake_rows import NOON, a_decision_row, a_slot_row, an_event_row, as_table

MINUTE = timedelta(minutes=1)
VIEW, OTHER = "a" * 32, "b" * 32
SLOT = a_slot_row(a_decision_row())
CLICK = an_event_row(SLOT, "click", way="script", view_id=VIEW)


def impression(**changes: Any) -> dict[str, Any]:
    return an_event_row(SLOT, "impression", way="script", view_id=VIEW) | changes


def verdict(folder: Path, *others: dict[str, Any], click: dict[str, Any] = CLICK) -> str | None:
    """Return why a click does not count once all is judged, None if it does."""
    drained(Lake(folder.as_uri()), "events", [[click], *([other] for other in others)])
    keep_all(a_keeping(open_files(folder.as_uri())), NOON + 2 * DAY)
    (found,) = [row for row in seen_rows(folder.as_uri(), "events") if row["event"] == "click"]
    reason: str | None = found["invalid"]
    return reason


def test_a_click_without_impression_does_not_count(tmp_path: Path) -> None:
    assert verdict(tmp_path) == "no_impression"


@pytest.mark.parametrize("event", ["impression", "view"])
def test_a_click_counts_where_something_tells_that_the_slot_was_shown(
    tmp_path: Path, event: str
) -> None:
    assert verdict(tmp_path, impression(event=event)) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"position": 1},
        {"placement": "in-article"},
        {"view_id": OTHER},
        {"view_id": None},
        {"invalid": "crawler"},
        {"event": "dismissal"},
        {"received_at": CLICK["received_at"] + 31 * MINUTE},
    ],
    ids=str,
)
def test_what_was_shown_elsewhere_or_does_not_count_proves_nothing(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    assert verdict(tmp_path, impression(**changes)) == "no_impression"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"way": "redirect", "view_id": None}, None),
        ({"way": "pixel", "view_id": None}, None),
        ({"way": None, "view_id": None}, None),
        ({"way": "redirect"}, "no_impression"),
        ({"view_id": None}, "no_impression"),
        ({"invalid": "crawler"}, "crawler"),
    ],
    ids=str,
)
def test_only_what_must_have_an_impression_is_judged(
    tmp_path: Path, changes: dict[str, Any], reason: str | None
) -> None:
    assert verdict(tmp_path, click=CLICK | changes) == reason


def test_a_late_impression_within_half_an_hour_clears_the_click(tmp_path: Path) -> None:
    assert verdict(tmp_path, impression(received_at=CLICK["received_at"] + 29 * MINUTE)) is None


def test_an_impression_of_the_day_before_clears_a_click_after_midnight(tmp_path: Path) -> None:
    midnight = NOON + DAY / 2
    click = CLICK | {"received_at": midnight + MINUTE}
    shown = impression(received_at=midnight - MINUTE)
    assert verdict(tmp_path, shown, click=click) is None


def test_a_click_that_was_told_twice_is_judged_once(tmp_path: Path) -> None:
    again = CLICK | {"received_at": CLICK["received_at"] + 40 * MINUTE}
    assert verdict(tmp_path, again) == "no_impression"


def test_a_click_is_judged_within_about_an_hour(tmp_path: Path) -> None:
    url = tmp_path.as_uri()
    drained(Lake(url), "events", [[CLICK]])
    keeping = a_keeping(open_files(url))
    for minutes in range(0, 90, 15):
        keep_all(keeping, CLICK["received_at"] + minutes * MINUTE)
        (row,) = seen_rows(url, "events")
        assert row["invalid"] == (None if minutes < 60 else "no_impression")


def test_what_is_not_drained_yet_may_still_clear_a_click(tmp_path: Path) -> None:
    url = tmp_path.as_uri()
    drained(Lake(url), "events", [[CLICK]])
    keeping = a_keeping(open_files(url))
    assert keeping.step(NOON + DAY, drained_through=NOON + 10 * MINUTE) is None
    assert [row["invalid"] for row in seen_rows(url, "events")] == [None]


def test_nothing_is_judged_while_a_file_that_may_clear_it_is_damaged(tmp_path: Path) -> None:
    url = tmp_path.as_uri()
    (path,) = Lake(url).append("events", as_table(impression()), name=f"e-{'0' * 6}-1-2")
    content = (tmp_path / path).read_bytes()
    (tmp_path / path).write_bytes(content[:-40])
    drained(Lake(url), "events", [[CLICK]])
    keep_all(a_keeping(open_files(url)), NOON + 2 * DAY)
    (tmp_path / path).write_bytes(content)
    assert {row["invalid"] for row in seen_rows(url, "events")} == {None}
    keep_all(a_keeping(open_files(url)), NOON + 3 * DAY)
    assert {row["invalid"] for row in seen_rows(url, "events")} == {None}
    assert len(Lake(url).files("events")) == 1

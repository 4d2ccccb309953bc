"""What a window holds is estimated well, and by the same rules by which it is read."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from data.lake.exposure_count import ExposureCount, count_exposures
from data.lake.exposures import read_exposures
from data.lake.lake_store import Lake
from tests.lake_rows import NOON, a_decision_row, a_slot_row, an_event_row, as_table

DAY = timedelta(days=1)
SLOTS = 8_000
CLICKED_EVERY = 10


def a_lake(path: Path, *, viewed_every: int | None, **of_decision: Any) -> Lake:
    """Return a lake of slots that were all rendered; some viewed, if any are; some clicked."""
    decisions = [a_decision_row(number, **of_decision) for number in range(SLOTS)]
    slots = [a_slot_row(decision) for decision in decisions]
    events = [an_event_row(slot, "impression") for slot in slots]
    events += [an_event_row(slot, "click") for slot in slots[::CLICKED_EVERY]]
    if viewed_every:
        events += [an_event_row(slot, "view") for slot in slots[::viewed_every]]
    lake = Lake(path.as_uri())
    for name, rows in (("decisions", decisions), ("slots", slots), ("events", events)):
        lake.append(name, as_table(*rows))
    return lake


def counted(lake: Lake) -> ExposureCount:
    return count_exposures(lake, since=NOON - DAY, until=NOON + DAY)


@pytest.mark.parametrize("viewed_every", [None, 2])
def test_the_count_is_near_what_is_read(tmp_path: Path, viewed_every: int | None) -> None:
    lake = a_lake(tmp_path, viewed_every=viewed_every)
    clicks = read_exposures(lake, since=NOON - DAY, until=NOON + DAY)["clicks"].to_numpy()
    found = counted(lake)
    # Five standard errors of one of 64 of them.
    for estimate, true in (
        (found.clicked, (clicks > 0).sum()),
        (found.unclicked, sum(clicks == 0)),
    ):
        assert abs(estimate - true) < 5 * (63 * true) ** 0.5


def test_an_empty_lake_holds_nothing(tmp_path: Path) -> None:
    assert counted(Lake(tmp_path.as_uri())) == ExposureCount(clicked=0, unclicked=0)


def test_what_is_not_read_is_not_counted(tmp_path: Path) -> None:
    previews = a_lake(tmp_path / "previews", viewed_every=None, origin="preview")
    earlier = a_lake(tmp_path / "earlier", viewed_every=None, decided_at=NOON - 2 * DAY)
    for lake in (previews, earlier):
        assert counted(lake) == ExposureCount(clicked=0, unclicked=0)

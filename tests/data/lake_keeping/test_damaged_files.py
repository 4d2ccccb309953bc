"""A file that was cut short or spoilt is named, and left as it is; the others are merged."""

from pathlib import Path

import pytest

from data.lake.engine import fetch
from data.lake.lake_files import open_files
from data.lake.lake_store import Lake
from data.lake_keeping.merge_choice import MANY
from recommender.errors import Unavailable
from tests.data.lake_keeping.kept_lake import DAY, HOUR, a_keeping, drained, keep_all, seen_rows
from tests.lake_rows import NOON, a_decision_row, a_slot_row, an_event_row, as_table

ROWS = [an_event_row(a_slot_row(a_decision_row(number)), "view") for number in range(2_000)]


@pytest.mark.parametrize("kept", [0, 3, 0.5, 0.98])
def test_a_file_cut_short_is_told_and_the_others_are_merged(tmp_path: Path, kept: float) -> None:
    lake = Lake(tmp_path.as_uri())
    drained(lake, "events", [[row] for row in ROWS[: MANY + 1]])
    path = Path(lake.files("events")[3])
    content = path.read_bytes()
    path.write_bytes(content[: kept if kept in (0, 3) else int(len(content) * kept)])
    keeping = a_keeping(open_files(tmp_path.as_uri()))
    keep_all(keeping, NOON)
    assert len(lake.files("events")) == 2
    assert keeping.problems == (
        f"{path} is cut short or spoilt: restore it from a backup, or take it out of the lake",
    )
    # Put back from a backup it is merged like any other.
    path.write_bytes(content)
    keep_all(keeping, NOON + 3 * DAY)
    assert keeping.problems == ()
    assert len(lake.files("events")) == 1
    assert len(seen_rows(tmp_path.as_uri(), "events")) == MANY + 1


def test_a_file_taken_out_is_told_no_more(tmp_path: Path) -> None:
    lake = Lake(tmp_path.as_uri())
    drained(lake, "events", [[row] for row in ROWS[:3]])
    path = Path(lake.files("events")[0])
    path.write_bytes(b"PAR1")
    keeping = a_keeping(open_files(tmp_path.as_uri()))
    keep_all(keeping, NOON)
    assert len(keeping.problems) == 1
    path.unlink()
    keep_all(keeping, NOON + HOUR)
    assert keeping.problems == ()


def test_a_file_with_spoilt_pages_is_told_and_the_others_are_merged(tmp_path: Path) -> None:
    lake = Lake(tmp_path.as_uri())
    drained(lake, "events", [ROWS, *([row] for row in ROWS[: MANY + 1])])
    path = next(path for path in map(Path, lake.files("events")) if "-0-9" in path.name)
    content = bytearray(path.read_bytes())
    content[200:8_000] = bytes(7_800)
    path.write_bytes(content)
    keeping = a_keeping(open_files(tmp_path.as_uri()))
    with pytest.raises(Unavailable, match=path.name):
        keep_all(keeping, NOON)
    keep_all(keeping, NOON + HOUR)
    assert {Path(file).name for file in lake.files("events")} > {path.name}
    assert len(lake.files("events")) == 2


def test_what_a_later_version_wrote_keeps_its_columns(tmp_path: Path) -> None:
    lake = Lake(tmp_path.as_uri())
    drained(lake, "events", [[row] for row in ROWS[:MANY]])
    newer = fetch(lake.read("events")).append_column("mood", as_table(*ROWS[:MANY])["promo"])
    open_files(tmp_path.as_uri()).write("events/date=2026-11-02/e-7-1-1.parquet", newer)
    keep_all(a_keeping(open_files(tmp_path.as_uri())), NOON + 3 * DAY)
    assert "e-7-1-1" in lake.stems("events", prefix="")


def test_what_an_older_version_wrote_gains_the_columns_it_lacked(tmp_path: Path) -> None:
    lake = Lake(tmp_path.as_uri())
    drained(lake, "events", [[ROWS[0]]])
    older = fetch(lake.read("events")).drop_columns(["way", "view_id"])
    files = open_files(tmp_path.as_uri())
    lake.remove("events", prefix="")
    files.write("events/date=2026-11-02/e-7-1-1.parquet", older)
    keep_all(a_keeping(files), NOON + 3 * DAY)
    (row,) = seen_rows(tmp_path.as_uri(), "events")
    assert (row["way"], row["decision"]) == (None, ROWS[0]["decision"])

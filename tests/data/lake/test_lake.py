"""The lake's contract, on a folder, on an object store and on a file system of fsspec's."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pytest

from data.lake.engine import fetch
from data.lake.exposures import read_exposures
from data.lake.lake_files import open_files
from data.lake.lake_schemas import SCHEMA_VERSION, SCHEMAS, schema_of
from data.lake.lake_store import Lake
from data.lake.lots import lot_of
from recommender.errors import Invalid, NotFound, Unavailable
from tests.lake_rows import NOON, a_decision_row, a_slot_row, an_event_row, as_table
from tests.object_store import ObjectStore, object_store

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def store() -> Iterator[ObjectStore]:
    with object_store() as running:
        yield running


@pytest.fixture(params=["folder", "object store", "fsspec"])
def url(request: pytest.FixtureRequest, tmp_path: Path, store: ObjectStore) -> str:
    return {
        "folder": (tmp_path / "a lake").as_uri(),
        "object store": store.url(f"bucket/{uuid4().hex}/lake"),
        "fsspec": f"memory://{uuid4().hex}/lake",
    }[request.param]


def test_without_files_each_table_is_empty(url: str) -> None:
    for name in SCHEMAS:
        table = fetch(Lake(url).read(name))
        assert len(table) == 0
        assert table.column_names == schema_of(name).names


def test_what_was_appended_is_read(url: str) -> None:
    rows = [a_decision_row(number) for number in range(5)]
    lake = Lake(url)
    lake.append("decisions", as_table(*rows[:3]))
    lake.append("decisions", as_table(*rows[3:]))
    read = fetch(Lake(url).read("decisions")).sort_by("decision").to_pylist()
    assert [row["decision"] for row in read] == [row["decision"] for row in rows]
    assert read[0]["decided_at"] == NOON
    assert {row["schema"] for row in read} == {SCHEMA_VERSION}


def test_the_same_name_again_replaces_its_rows(url: str) -> None:
    lake = Lake(url)
    for _ in range(2):
        lake.append("decisions", as_table(a_decision_row(1), a_decision_row(2)), name="inbox-1-2")
    assert len(fetch(lake.read("decisions"))) == 2
    assert lake.stems("decisions", prefix="inbox") == {"inbox-1-2"}


def test_rows_lie_by_day_and_are_read_by_day(url: str) -> None:
    lake = Lake(url)
    rows = [a_decision_row(number, decided_at=NOON + number * DAY) for number in range(4)]
    lake.append("decisions", as_table(*rows))
    lake.append("slots", as_table(*(a_slot_row(row) for row in rows)))
    days = [date(2026, 11, number) for number in (2, 3, 4, 5)]
    assert lake.days("decisions") == lake.days("slots") == days
    for name in ("decisions", "slots"):
        read = fetch(lake.read(name, since=days[1], until=days[2]))
        assert sorted(read["decision"].to_pylist()) == [row["decision"] for row in rows[1:3]]


def test_removing_takes_only_what_bears_the_name(url: str) -> None:
    lake = Lake(url)
    lake.append("decisions", as_table(a_decision_row(1)), name="import-1")
    lake.append("decisions", as_table(a_decision_row(2)), name="inbox-1")
    lake.remove("decisions", prefix="import-")
    assert lake.stems("decisions", prefix="") == {"inbox-1"}


def test_exposures_are_read_with_their_sampling(url: str) -> None:
    rows = [a_decision_row(number) for number in range(40)]
    slots = [a_slot_row(row) for row in rows]
    lake = Lake(url)
    lake.append("decisions", as_table(*rows))
    lake.append("slots", as_table(*slots))
    events = [an_event_row(slot, "view") for slot in slots] + [an_event_row(slots[7], "click")]
    lake.append("events", as_table(*events))
    table = read_exposures(lake, since=NOON, until=NOON + DAY, unclicked_share=0.5)
    low = [slot["decision"] for slot in slots if lot_of(slot["decision"], "footer", 0) < 32_768]
    assert table["decision"].to_pylist() == sorted({*low, slots[7]["decision"]})


def test_slots_and_events_bear_their_lot(url: str) -> None:
    slot = a_slot_row(a_decision_row(), position=3)
    lake = Lake(url)
    lake.append("slots", as_table(slot))
    (row,) = fetch(lake.read("slots")).to_pylist()
    assert row["lot"] == lot_of(slot["decision"], "footer", 3)


def test_a_column_that_old_files_lack_is_null(tmp_path: Path) -> None:
    lake = Lake(tmp_path.as_uri())
    lake.append("decisions", as_table(a_decision_row(1)), name="new")
    old = fetch(lake.read("decisions")).drop_columns(["country", "invalid"])
    files = open_files(tmp_path.as_uri())
    files.write("decisions/date=2026-11-01/old.parquet", old)
    assert fetch(lake.read("decisions"))["country"].null_count == 2
    lake.remove("decisions", prefix="new")
    assert fetch(lake.read("decisions"))["country"].null_count == 1


def test_a_half_written_file_is_not_seen(tmp_path: Path) -> None:
    lake = Lake(tmp_path.as_uri())
    (path,) = lake.append("decisions", as_table(a_decision_row(1)))
    half = (tmp_path / path).with_name(".other.parquet.123")
    half.write_bytes(b"PAR1 and then the power went")
    assert len(fetch(lake.read("decisions"))) == 1


def test_a_file_that_went_away_is_a_reason_to_ask_again(tmp_path: Path) -> None:
    lake = Lake(tmp_path.as_uri())
    paths = [lake.append("decisions", as_table(a_decision_row(number)))[0] for number in range(2)]
    rows = lake.read("decisions")
    (tmp_path / paths[1]).unlink()
    with pytest.raises(Unavailable, match="ask again"):
        fetch(rows)


@pytest.mark.parametrize("kept", [0, 3, 0.5, 0.95])
def test_a_file_cut_short_is_named(tmp_path: Path, kept: float) -> None:
    lake = Lake(tmp_path.as_uri())
    (path,) = lake.append("decisions", as_table(*(a_decision_row(n) for n in range(50))))
    content = (tmp_path / path).read_bytes()
    (tmp_path / path).write_bytes(content[: kept if kept in (0, 3) else int(len(content) * kept)])
    with pytest.raises(Unavailable, match=path.rpartition("/")[2]):
        fetch(lake.read("decisions"))


def test_a_file_with_spoilt_pages_is_refused(tmp_path: Path) -> None:
    lake = Lake(tmp_path.as_uri())
    (path,) = lake.append("decisions", as_table(*(a_decision_row(n) for n in range(5_000))))
    content = bytearray((tmp_path / path).read_bytes())
    content[200:2_000] = bytes(1_800)
    (tmp_path / path).write_bytes(content)
    with pytest.raises(Unavailable, match="lake"):
        fetch(lake.read("decisions"))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"decision": None}, "'decision' must have no gaps"),
        ({"surprise": 1}, "no column 'surprise'"),
        ({"decided_at": "at noon"}, "'decided_at' cannot be"),
        ({"local_hour": 1_000}, "'local_hour' cannot be"),
    ],
)
def test_refuses_rows_that_do_not_fit(
    tmp_path: Path, changes: dict[str, object], message: str
) -> None:
    with pytest.raises(Invalid, match=message):
        Lake(tmp_path.as_uri()).append(
            "decisions", pa.Table.from_pylist([{**a_decision_row(), **changes}])
        )


def test_refuses_rows_without_a_required_column(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="'position' is missing"):
        slots = as_table(a_slot_row(a_decision_row())).drop_columns("position")
        Lake(tmp_path.as_uri()).append("slots", slots)


def test_candidates_need_their_day(tmp_path: Path) -> None:
    rows = as_table({"snapshot": "s-1", "promo": ["a", "b"], "logit": [0.5, -1.0]})
    lake = Lake(tmp_path.as_uri())
    with pytest.raises(Invalid, match="day"):
        lake.append("candidates", rows)
    lake.append("candidates", rows, day=date(2026, 11, 2))
    assert fetch(lake.read("candidates"))["promo"].to_pylist() == [["a", "b"]]


def test_refuses_an_unknown_table(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="lake table"):
        Lake(tmp_path.as_uri()).read("sales")


@pytest.mark.parametrize("wrong", ["/var/lake", "nowhere://lake", ""])
def test_refuses_a_url_that_nothing_knows(wrong: str) -> None:
    with pytest.raises(Invalid, match="URL"):
        Lake(wrong)

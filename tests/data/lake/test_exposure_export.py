"""Exports: what was imported comes out again, row by row, in each format."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from pyarrow import csv, parquet

from data.click_log.click_mapping import ClickMapping, read_mapping
from data.lake.exposure_export import export_exposures
from data.lake.exposure_rows import EXPOSURES
from data.lake.exposures import read_exposures
from data.lake.lake_store import Lake
from recommender.errors import Invalid
from tests.data.click_log.logs import a_line, a_mapping, contents, imported, rejections, write_log
from tests.data.real_logs import real_log

MAPPINGS = Path(__file__).parents[3] / "data" / "samples" / "mappings"
SINCE = datetime(1970, 1, 1, tzinfo=UTC)
UNTIL = datetime(2100, 1, 1, tzinfo=UTC)
OF_OPEN_BANDIT = {
    "decided_at": "timestamp",
    "promo": "item_id",
    "position": "position",
    "propensity": "propensity_score",
    "clicks": "click",
    "policy": "policy",
    "country": "user_feature_0",
    "region": "user_feature_1",
    "device": "user_feature_2",
    "language": "user_feature_3",
}


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake((tmp_path / "lake").as_uri())


def exported(lake: Lake, path: Path) -> pa.Table:
    export_exposures(lake, path, since=SINCE, until=UNTIL)
    if path.suffix == ".parquet":
        return parquet.read_table(path)
    if path.suffix == ".csv":
        kinds = csv.ConvertOptions(column_types=EXPOSURES, strings_can_be_null=True)
        return csv.read_csv(path, convert_options=kinds)
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    moments = [{**row, "decided_at": datetime.fromisoformat(row["decided_at"])} for row in rows]
    return pa.Table.from_pylist(moments, schema=EXPOSURES)


@pytest.mark.parametrize("ending", [".parquet", ".csv", ".ndjson"])
def test_what_was_imported_comes_out_again_row_by_row(
    tmp_path: Path, lake: Lake, ending: str
) -> None:
    lines = [a_line(n, chance=(n + 1) / 97, slot=n % 3) for n in range(60)]
    lines[7]["chance"] = None
    imported(write_log(tmp_path / "log.parquet", lines), lake, a_mapping())
    table = exported(lake, tmp_path / f"frame{ending}")
    assert table.schema.equals(EXPOSURES)
    for ours, theirs in (("promo", "card"), ("propensity", "chance"), ("position", "slot")):
        assert table[ours].to_pylist() == [line[theirs] for line in lines]
    times = [datetime.fromisoformat(line["shown_at"]) for line in lines]
    assert table["decided_at"].to_pylist() == times
    assert table["clicks"].to_pylist() == [int(line["clicked"]) for line in lines]


def test_the_file_is_what_training_reads(tmp_path: Path, lake: Lake) -> None:
    lines = [a_line(n, shown_at=f"2026-11-{n % 28 + 1:02d}T12:00:00Z") for n in range(90)]
    imported(write_log(tmp_path / "log.csv", lines), lake, a_mapping())
    whole = read_exposures(lake, since=SINCE, until=UNTIL)
    assert exported(lake, tmp_path / "frame.parquet").equals(whole)


def test_a_window_and_a_share_may_be_asked_for(tmp_path: Path, lake: Lake) -> None:
    lines = [a_line(n, shown_at=f"2026-11-{n % 28 + 1:02d}T12:00:00Z") for n in range(280)]
    imported(write_log(tmp_path / "log.csv", lines), lake, a_mapping())
    since = datetime(2026, 11, 3, 12, tzinfo=UTC)
    window = {"since": since, "until": since + timedelta(days=10)}
    assert export_exposures(lake, tmp_path / "all.csv", **window) == 100
    some = export_exposures(lake, tmp_path / "some.csv", **window, unclicked_share=0.25)
    assert 20 <= some < 100


def test_an_empty_lake_gives_an_empty_frame(tmp_path: Path, lake: Lake) -> None:
    assert exported(lake, tmp_path / "frame.parquet").equals(EXPOSURES.empty_table())


@pytest.mark.parametrize("name", ["frame.xlsx", "frame", "nowhere/frame.csv"])
def test_refuses_a_file_that_it_cannot_write(tmp_path: Path, lake: Lake, name: str) -> None:
    with pytest.raises(Invalid):
        export_exposures(lake, tmp_path / name, since=SINCE, until=UNTIL)
    assert list(tmp_path.glob("**/*frame*")) == []


def open_bandit() -> ClickMapping:
    return read_mapping(MAPPINGS / "open_bandit.toml")


def sorted_rows(table: pa.Table) -> list[dict[str, object]]:
    columns = {theirs: table[ours] for ours, theirs in OF_OPEN_BANDIT.items()}
    return sorted(
        pa.table(columns).to_pylist(), key=lambda row: [str(value) for value in row.values()]
    )


def as_theirs(table: pa.Table) -> pa.Table:
    items = table["item_id"].cast(pa.string())
    return table.set_column(table.column_names.index("item_id"), "item_id", items)


@pytest.mark.parametrize("ending", [".parquet", ".csv", ".ndjson"])
def test_open_bandit_comes_out_as_it_went_in(tmp_path: Path, lake: Lake, ending: str) -> None:
    path = real_log("open_bandit_men.parquet")
    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes())
    found = imported(copy, lake, open_bandit(), items=real_log("open_bandit_men_items.parquet"))
    assert (found.came.accepted, found.came.rejected, found.came.clicks) == (20_000, 0, 115)
    log = as_theirs(parquet.read_table(path, columns=list(OF_OPEN_BANDIT.values())))
    went_in = log.rename_columns([_ours(name) for name in log.column_names])
    table = exported(lake, tmp_path / f"frame{ending}")
    assert sorted_rows(table) == sorted_rows(went_in)
    assert len(contents(lake)["promos"]) >= 34


def _ours(theirs: str) -> str:
    return next(ours for ours, name in OF_OPEN_BANDIT.items() if name == theirs)


def test_a_spoilt_open_bandit_gives_exactly_the_rejections_expected(
    tmp_path: Path, lake: Lake
) -> None:
    table = parquet.read_table(real_log("open_bandit_men.parquet"))
    propensities = table["propensity_score"].to_pylist()
    propensities[10:13] = [0.0, 1.5, float("nan")]
    positions = table["position"].to_pylist()
    positions[20] = -1
    clicks = [str(click) for click in table["click"].to_pylist()]
    clicks[30] = "maybe"
    times = [moment.isoformat() for moment in table["timestamp"].to_pylist()]
    times[40] = times[40].removesuffix("+00:00")
    items = [str(item) for item in table["item_id"].to_pylist()]
    items[50] = ""
    columns = {"propensity_score": propensities, "position": positions, "click": clicks}
    columns |= {"timestamp": times, "item_id": items}
    for name, values in columns.items():
        table = table.set_column(table.column_names.index(name), name, pa.array(values))
    path = tmp_path / "spoilt.parquet"
    parquet.write_table(table, path)
    found = imported(path, lake, open_bandit())
    assert [(row["line"], row["reason"]) for row in rejections(found)] == [
        (11, "propensity_score must lie above 0 and not above 1"),
        (12, "propensity_score must lie above 0 and not above 1"),
        (13, "propensity_score is no number"),
        (21, "position is no whole number from 0"),
        (31, "click is neither 0 nor 1"),
        (41, "timestamp has no time zone"),
        (51, "item_id is missing"),
    ]
    assert found.came.accepted == 20_000 - 7


def test_a_column_that_open_bandit_lost_is_named(tmp_path: Path, lake: Lake) -> None:
    table = parquet.read_table(real_log("open_bandit_men.parquet"))
    path = tmp_path / "lost.parquet"
    parquet.write_table(table.drop_columns("propensity_score"), path)
    with pytest.raises(Invalid, match="no column 'propensity_score'"):
        imported(path, lake, open_bandit())


def test_headline_tests_come_in_as_totals(tmp_path: Path, lake: Lake) -> None:
    log = tmp_path / "headline_tests.parquet"
    log.write_bytes(real_log("headline_tests.parquet").read_bytes())
    found = imported(log, lake, read_mapping(MAPPINGS / "headline_tests.toml"))
    assert (found.came.accepted, found.came.rejected) == (4_869, 0)
    table = exported(lake, tmp_path / "frame.parquet")
    theirs = parquet.read_table(log)
    assert len(table) == 4_869
    assert len(pc.unique(table["promo"])) == 4_869
    for ours, name in (("count", "impressions"), ("clicks", "clicks")):
        assert sorted(table[ours].to_pylist()) == sorted(theirs[name].to_pylist())
    titles = sorted(row["title"] for row in contents(lake)["promos"])
    assert titles == sorted(theirs["headline"].to_pylist())
    weeks = {f"{moment:%G%V}" for moment in table["decided_at"].to_pylist()}
    assert weeks == {str(week) for week in theirs["test_week"].to_pylist()}

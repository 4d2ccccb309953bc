"""Imports: what is taken in, what is rejected and why, and that a second time changes nothing."""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.click_log.click_import import ClickLog, forget_clicks, import_clicks
from data.click_log.import_state import Came
from data.lake.exposures import read_exposures
from data.lake.lake_store import Lake
from recommender.errors import Busy, Conflict, Invalid, InvalidMapping
from tests.data.click_log.logs import (
    SINGLE,
    TOTALS,
    Line,
    a_line,
    a_mapping,
    a_total,
    contents,
    imported,
    rejections,
    write_log,
)

ENDINGS = (".csv", ".ndjson", ".parquet")
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
YEAR = timedelta(days=365)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake((tmp_path / "lake").as_uri())


def exposures(lake: Lake) -> list[Line]:
    rows: list[Line] = read_exposures(lake, since=SINCE, until=SINCE + YEAR).to_pylist()
    return rows


@pytest.mark.parametrize("ending", ENDINGS)
def test_takes_in_one_exposure_a_line(tmp_path: Path, lake: Lake, ending: str) -> None:
    lines = [a_line(number, slot=number % 3) for number in range(20)]
    found = imported(write_log(tmp_path / f"log{ending}", lines), lake, a_mapping())
    assert (found.came.accepted, found.came.rejected, found.came.clicks) == (20, 0, 4)
    rows = exposures(lake)
    assert [row["promo"] for row in rows] == [line["card"] for line in lines]
    assert [row["position"] for row in rows] == [line["slot"] for line in lines]
    assert [row["clicks"] for row in rows] == [int(line["clicked"]) for line in lines]
    assert {(row["propensity"], row["device"], row["site"]) for row in rows} == {
        (0.25, "mobile", "daily")
    }


@pytest.mark.parametrize("ending", ENDINGS)
def test_totals_stay_one_row_with_a_count(tmp_path: Path, lake: Lake, ending: str) -> None:
    path = write_log(tmp_path / f"log{ending}", [a_total(number) for number in range(6)])
    found = imported(path, lake, a_mapping(TOTALS))
    assert (found.came.impressions, found.came.clicks) == (6_015, 15)
    rows = exposures(lake)
    assert [(row["count"], row["clicks"]) for row in rows] == [(1_000 + n, n) for n in range(6)]
    assert {row["decided_at"] for row in rows} == {datetime(2026, 11, 2, tzinfo=UTC)}
    promos = contents(lake)["promos"]
    assert {row["title"] for row in promos} == {f"Words of {number}" for number in range(6)}
    served = {(row["id"], row["version"]) for row in promos}
    assert {(row["promo"], row["promo_version"]) for row in rows} == served


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("shown_at has no time zone", {"shown_at": "2026-11-02T12:00:00"}),
    ("shown_at has no time zone", {"shown_at": "2026-11-02"}),
    ("shown_at is no ISO 8601 time", {"shown_at": "yesterday"}),
    ("shown_at is no time that exists", {"shown_at": "2026-02-31T12:00:00Z"}),
    ("shown_at lies outside 1970 to 2100", {"shown_at": "1969-12-31T23:59:59Z"}),
    ("shown_at is missing", {"shown_at": ""}),
    ("page is missing", {"page": ""}),
    ("card is longer than 200 characters", {"card": "x" * 201}),
    ("card holds a control character", {"card": "a\x00b"}),
    ("device holds a NUL", {"device": "\x00"}),
    ("chance must lie above 0 and not above 1", {"chance": "0"}),
    ("chance must lie above 0 and not above 1", {"chance": "1.0001"}),
    ("chance must lie above 0 and not above 1", {"chance": "-0.5"}),
    ("chance is no number", {"chance": "nan"}),
    ("chance is no number", {"chance": "often"}),
    ("slot is no whole number from 0", {"slot": "-1"}),
    ("slot is no whole number from 0", {"slot": "1.5"}),
    ("slot is above 32767", {"slot": "40000"}),
    ("slot is missing", {"slot": ""}),
    ("clicked is neither 0 nor 1", {"clicked": "2"}),
    ("clicked is missing", {"clicked": ""}),
    ("slot is no whole number from 0; clicked is neither 0 nor 1", {"slot": "x", "clicked": "x"}),
]


def in_words(line: Line) -> Line:
    return {name: str(value) for name, value in line.items()}


@pytest.mark.parametrize("ending", ENDINGS)
def test_rejects_wrong_lines_with_number_reason_and_original(
    tmp_path: Path, lake: Lake, ending: str
) -> None:
    lines = [in_words(a_line(0)), *(in_words(a_line(0, **changes)) for _, changes in WRONG)]
    found = imported(write_log(tmp_path / f"log{ending}", lines), lake, a_mapping())
    told = rejections(found)
    assert [row["reason"] for row in told] == [reason for reason, _ in WRONG]
    first = 3 if ending == ".csv" else 2
    assert [row["line"] for row in told] == list(range(first, first + len(WRONG)))
    assert "yesterday" in told[2]["original"]
    assert (found.came.accepted, found.came.rejected) == (1, len(WRONG))


def test_totals_reject_what_cannot_be(tmp_path: Path, lake: Lake) -> None:
    wrong = [a_total(1, clicked=2_000), a_total(1, shown=0, clicked=0), a_total(1, shown=-5)]
    wrong += [a_total(1, week=202654), a_total(1, week="May"), a_total(1, shown=2.5)]
    path = write_log(tmp_path / "log.ndjson", [a_total(1), *wrong])
    assert [row["reason"] for row in rejections(imported(path, lake, a_mapping(TOTALS)))] == [
        "there are more clicks than impressions",
        "nothing was shown: impressions is 0",
        "shown is no whole number from 0",
        "week is no ISO year and week, as 2014-W15 or 201415",
        "week is no ISO year and week, as 2014-W15 or 201415",
        "shown is no whole number from 0",
    ]


def test_rejects_what_is_no_line(tmp_path: Path, lake: Lake) -> None:
    path = write_log(tmp_path / "log.csv", [a_line(1)])
    good = path.read_bytes().splitlines()[1]
    with path.open("ab") as stream:
        stream.write(
            b"too,few\r\n" + good + b",many\r\n\r\n" + good.replace(b"a-1", b"\xff") + b"\r\n"
        )
        stream.write(
            good + b"\r\n" + good.replace(b"mobile", b'"two\nlines"') + b'\r\n"never closed'
        )
    found = imported(path, lake, a_mapping())
    assert found.came.accepted == 3
    assert [(row["line"], row["reason"].partition(":")[0]) for row in rejections(found)] == [
        (3, "the line has 2 fields, the header 7"),
        (4, "the line has 8 fields, the header 7"),
        (6, "the line is no UTF-8"),
        (10, "the line is no CSV"),
    ]


def test_rejects_what_is_no_json(tmp_path: Path, lake: Lake) -> None:
    path = write_log(tmp_path / "log.ndjson", [a_line(1)])
    with path.open("ab") as stream:
        stream.write(
            b'{"shown_at": \n[1, 2]\n\xff\xfe\n\n{"page": "\\ud800"}\n{"page": {"a": 1}}\n'
        )
        stream.write(b"[" * 100_000 + b"\n" + b'{"slot": ' + b"9" * 5_000 + b"}\n")
    found = imported(path, lake, a_mapping())
    assert [(row["line"], row["reason"].partition(":")[0]) for row in rejections(found)] == [
        (2, "the line is no JSON"),
        (3, "the line is no JSON object"),
        (4, "the line is no UTF-8"),
        (6, "page holds a lone surrogate"),
        (7, "page is of a wrong type"),
        (8, "the line is no JSON"),
        (9, "the line is no JSON"),
    ]


def test_an_unknown_propensity_is_null(tmp_path: Path, lake: Lake) -> None:
    path = write_log(tmp_path / "log.parquet", [a_line(1), a_line(2, chance=None)])
    assert imported(path, lake, a_mapping()).came.rejected == 0
    assert [row["propensity"] for row in exposures(lake)] == [0.25, None]


def test_lines_of_one_decision_share_it(tmp_path: Path, lake: Lake) -> None:
    lines = [a_line(0, slot=n % 3, session=f"s-{n // 3}") for n in range(9)]
    path = write_log(tmp_path / "log.csv", lines)
    imported(path, lake, a_mapping(decision="session"), lines_per_batch=2)
    assert len(contents(lake)["decisions"]) == 3
    assert len(exposures(lake)) == 9


def test_rejects_a_slot_told_twice_even_far_apart(tmp_path: Path, lake: Lake) -> None:
    lines = [a_line(0, slot=n, session="s-1") for n in (0, 1, 2, 1)]
    path = write_log(tmp_path / "log.csv", lines)
    found = imported(path, lake, a_mapping(decision="session"), lines_per_batch=2)
    (told,) = rejections(found)
    assert (told["line"], told["reason"]) == (
        5,
        "the decision's placement and position stood in an earlier line",
    )
    assert len(exposures(lake)) == 3


def test_importing_again_does_nothing(tmp_path: Path, lake: Lake) -> None:
    path = write_log(tmp_path / "log.csv", [a_line(n) for n in range(30)])
    first = imported(path, lake, a_mapping())
    before = contents(lake)
    again = imported(path, lake, a_mapping())
    assert (first.was_done, again.was_done) == (False, True)
    assert again.came == first.came
    assert contents(lake) == before


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("decision", [{}, {"decision": "session"}])
def test_an_interrupted_import_goes_on(
    tmp_path: Path, lake: Lake, ending: str, decision: dict[str, str]
) -> None:
    lines = [a_line(0, slot=n % 3, session=f"s-{n // 3}", chance=n % 10 / 10) for n in range(50)]
    path = write_log(tmp_path / f"log{ending}", lines)
    log = ClickLog(path=path, mapping=a_mapping(**decision), lines_per_batch=7)
    whole = Lake((tmp_path / "whole").as_uri())
    expected = import_clicks(log, whole, folder=tmp_path / "of whole")
    failures = 0
    while True:
        try:
            found = import_clicks(log, FailingLake(lake.url), folder=tmp_path / "imports")
            break
        except PowerCut:
            failures += 1
    assert failures > 5
    assert found.came == expected.came
    assert contents(lake) == contents(whole)
    assert rejections(found) == rejections(expected)


class PowerCut(Exception):
    """What stops an import in the middle of a batch."""


class FailingLake(Lake):
    """A lake that is cut off after it wrote a batch's slots for the second time."""

    written = 0

    def append(self, table_name: str, table: pa.Table, **where: Any) -> list[str]:
        if table_name == "decisions":
            self.written += 1
            if self.written == 2:
                raise PowerCut
        return super().append(table_name, table, **where)


def test_a_stop_between_batches_loses_nothing(tmp_path: Path, lake: Lake) -> None:
    path = write_log(tmp_path / "log.csv", [a_line(n) for n in range(20)])
    log = ClickLog(path=path, mapping=a_mapping(), lines_per_batch=6)

    def stop(came: Came) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_clicks(log, lake, folder=tmp_path / "imports", tell=stop)
    assert import_clicks(log, lake, folder=tmp_path / "imports").came.accepted == 20
    assert len(exposures(lake)) == 20


def test_an_emptied_lake_is_filled_again(tmp_path: Path, lake: Lake) -> None:
    path = write_log(tmp_path / "log.csv", [a_line(n) for n in range(5)])
    imported(path, lake, a_mapping())
    forget_clicks(path, lake)
    assert exposures(lake) == []
    assert not imported(path, lake, a_mapping()).was_done
    assert len(exposures(lake)) == 5


def test_another_mapping_of_the_same_log_is_a_conflict(tmp_path: Path, lake: Lake) -> None:
    path = write_log(tmp_path / "log.csv", [a_line(n) for n in range(5)])
    imported(path, lake, a_mapping())
    with pytest.raises(Conflict, match="--replace"):
        imported(path, lake, a_mapping(placement={"constant": "header"}))


def test_two_imports_of_a_log_at_once_are_refused(tmp_path: Path, lake: Lake) -> None:
    path = write_log(tmp_path / "log.csv", [a_line(n) for n in range(5)])

    def import_again(came: Came) -> None:
        with pytest.raises(Busy):
            imported(path, lake, a_mapping())

    log = ClickLog(path=path, mapping=a_mapping())
    assert import_clicks(log, lake, folder=tmp_path / "imports", tell=import_again).came.finished


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_column_that_is_not_there_is_named(tmp_path: Path, lake: Lake, ending: str) -> None:
    path = write_log(tmp_path / f"log{ending}", [a_line(n) for n in range(5)])
    with pytest.raises(InvalidMapping, match="'agent'"):
        imported(path, lake, a_mapping(device="agent"))
    assert exposures(lake) == []


def test_a_column_of_structures_is_named(tmp_path: Path, lake: Lake) -> None:
    path = write_log(tmp_path / "log.parquet", [a_line(1, page={"id": 1})])
    with pytest.raises(InvalidMapping, match="'page' is of type struct"):
        imported(path, lake, a_mapping())


@pytest.mark.parametrize("content", [b"", b"PAR1", b"shown_at,page\n", b"\xff\xfe\n"])
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_without_lines_is_refused(
    tmp_path: Path, lake: Lake, ending: str, content: bytes
) -> None:
    path = tmp_path / f"log{ending}"
    path.write_bytes(content)
    try:
        found = imported(path, lake, a_mapping())
    except Invalid as error:
        assert str(path) in str(error)
    else:
        assert found.came.accepted == 0
        assert found.came.rejected > 0


def test_a_parquet_file_cut_short_is_refused(tmp_path: Path, lake: Lake) -> None:
    path = write_log(tmp_path / "log.parquet", [a_line(n) for n in range(50)])
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(Invalid, match=r"log\.parquet is no Parquet file, or is damaged"):
        imported(path, lake, a_mapping())


def test_features_come_from_an_items_file(tmp_path: Path, lake: Lake) -> None:
    path = write_log(tmp_path / "log.csv", [a_line(n) for n in range(3)])
    cards = [{"id": f"story-{n}", "name": f"Card {n}", "a": "x", "b": n} for n in range(2)]
    items = write_log(tmp_path / "items.ndjson", cards)
    fields = {"id": "id", "title": "name", "topics": ["a", "b"], "kind": {"constant": "offer"}}
    document = {**SINGLE, "items": fields}
    imported(path, lake, a_mapping(document), items=items)
    promos = {row["id"]: row for row in contents(lake)["promos"]}
    assert promos["story-1"]["title"] == "Card 1"
    assert promos["story-1"]["topics"] == ["a:x", "b:1"]
    assert promos["story-1"]["kind"] == "offer"
    assert promos["story-2"]["kind"] == "unknown"


@pytest.mark.parametrize(
    ("cards", "message"),
    [([{"id": "a"}, {"id": "a"}], "'a' 2 times"), ([{"id": "a"}, {"id": ""}], "line 2 of")],
)
def test_a_wrong_items_file_is_refused(
    tmp_path: Path, lake: Lake, cards: list[Line], message: str
) -> None:
    path = write_log(tmp_path / "log.csv", [a_line(1)])
    items = write_log(tmp_path / "items.ndjson", cards)
    with pytest.raises(Invalid, match=message):
        imported(path, lake, a_mapping({**SINGLE, "items": {"id": "id"}}), items=items)


def test_articles_are_kept_as_served_with_each_change(tmp_path: Path, lake: Lake) -> None:
    lines = [a_line(n, words=words) for n, words in enumerate(("Old", "Old", "New"))]
    path = write_log(tmp_path / "log.csv", lines)
    imported(path, lake, a_mapping({**SINGLE, "article": {"title": "words"}}))
    articles = {row["version"]: row["title"] for row in contents(lake)["articles"]}
    served = [articles[row["article_version"]] for row in exposures(lake)]
    assert served == ["Old", "Old", "New"]


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.integers(),
    st.floats(),
    st.text(max_size=6),
    st.sampled_from(["2026-11-02T12:00:00Z", "0.5", "1", "0"]),
    st.lists(st.integers(), max_size=2),
)
LINES = st.lists(
    st.one_of(
        st.builds(a_line, st.integers(0, 100)),
        st.builds(
            lambda n, name, value: a_line(n, **{name: value}),
            st.integers(0, 100),
            st.sampled_from(list(a_line())),
            CELLS,
        ),
    ),
    min_size=1,
    max_size=20,
)


@settings(max_examples=15, deadline=None)
@given(lines=LINES, size=st.integers(1, 8))
def test_each_line_is_taken_in_or_rejected_once(lines: list[Line], size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write_log(Path(folder) / "log.ndjson", [a_line(1), *lines])
        lake = Lake((Path(folder) / "lake").as_uri())
        found = imported(path, lake, a_mapping(), lines_per_batch=size)
        told = rejections(found)
        assert found.came.accepted + found.came.rejected == len(lines) + 1
        assert len(told) == found.came.rejected
        assert [row["line"] for row in told] == sorted({row["line"] for row in told})
        assert len(exposures(lake)) == found.came.accepted
        assert imported(path, lake, a_mapping(), lines_per_batch=size).was_done
        assert len(exposures(lake)) == found.came.accepted


@settings(max_examples=15, deadline=None)
@given(content=st.binary(max_size=300))
def test_no_bytes_break_an_import(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write_log(Path(folder) / "log.csv", [a_line(1)])
        path.write_bytes(path.read_bytes() + content)
        lake = Lake((Path(folder) / "lake").as_uri())
        found = imported(path, lake, a_mapping())
        assert found.came.accepted == len(exposures(lake)) >= 1
        assert found.came.rejected == len(rejections(found))

"""What an import rejects, line by line, and the files that it refuses whole."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.lake.lake_store import Lake
from recommender.errors import Invalid, InvalidMapping
from tests.data.click_log.logs import (
    ENDINGS,
    TOTALS,
    Line,
    a_line,
    a_mapping,
    a_total,
    exposures,
    imported,
    rejections,
    write_log,
)

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

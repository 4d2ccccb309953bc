"""Cells: which texts are values, and of which moment."""

from datetime import UTC, datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.click_log.cell_parsing import (
    Parsed,
    parse_propensity,
    parse_time,
    parse_truth,
    parse_whole,
)

MOMENT = datetime(2026, 11, 2, 3, 4, 5, 678_900, tzinfo=UTC)


def faults_of(parsed: Parsed) -> list[str]:
    return [words for where, words in parsed.faults if where.any()]


def moments(text: str, *, format_name: str = "iso8601", zone: str | None = None) -> Parsed:
    return parse_time(pa.array([text]), format_name=format_name, zone=zone)


@pytest.mark.parametrize(
    ("text", "format_name", "zone"),
    [
        ("2026-11-02T03:04:05.6789Z", "iso8601", None),
        ("2026-11-02 12:04:05.6789+09:00", "iso8601", None),
        ("2026-11-02T12:04:05.678900999+0900", "iso8601", None),
        ("2026-11-02T12:04:05.6789", "iso8601", "Asia/Tokyo"),
        ("2026-11-02T03:04:05.6789Z", "iso8601", "Asia/Tokyo"),
        ("1793588645.6789", "unix_s", None),
        ("1793588645678.9", "unix_ms", None),
    ],
)
def test_knows_the_moment(text: str, format_name: str, zone: str | None) -> None:
    parsed = moments(text, format_name=format_name, zone=zone)
    assert faults_of(parsed) == []
    assert parsed.values.to_pylist() == [MOMENT]


@pytest.mark.parametrize("text", ["2026-W45", "202645", "2026W45", "2026-45"])
def test_a_week_is_its_monday(text: str) -> None:
    parsed = moments(text, format_name="iso_week")
    assert parsed.values.to_pylist() == [datetime(2026, 11, 2, tzinfo=UTC)]


@pytest.mark.parametrize("text", ["1e300", "-1e300", "1793588645678"])
def test_seconds_far_outside_are_refused(text: str) -> None:
    assert faults_of(moments(text, format_name="unix_s")) == ["lies outside 1970 to 2100"]


@given(st.floats(min_value=0, max_value=1, exclude_min=True))
def test_propensities_come_back_to_the_last_bit(value: float) -> None:
    assert parse_propensity(pa.array([repr(value)])).values.to_pylist() == [value]


@given(st.text(max_size=12))
def test_any_text_is_a_value_or_a_fault(text: str) -> None:
    cell = pa.array([text])
    for parsed in (parse_whole(cell), parse_truth(cell), parse_propensity(cell), moments(text)):
        assert (parsed.values.null_count == 1) == bool(faults_of(parsed))


def test_a_whole_number_may_come_from_a_column_of_floats() -> None:
    parsed = parse_whole(pa.array(["3.0", "7", None, "3.5"]))
    assert parsed.values.to_pylist() == [3, 7, None, None]
    assert faults_of(parsed) == ["is no whole number from 0"]

"""The reader's clock: every year, every zone, nothing that is no time."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.events.event_times import unix_ms
from recommender.errors import Invalid

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("2026-11-24T12:00:00.123Z", 1_795_521_600_123),
        ("2026-11-24t12:00:00,1239z", 1_795_521_600_123),
        ("2026-11-24T21:00+09:00", 1_795_521_600_000),
        ("0001-01-01T00:00:00Z", -62_135_596_800_000),
        ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ("9999-12-31T23:59:59.999-14:00", 253_402_351_199_999 - 1_000 + 1_000),
    ],
)
def test_reads_what_browsers_write(text: str, found: int) -> None:
    assert unix_ms(text, pointer="/at") == found


@pytest.mark.parametrize(
    "odd",
    [
        "",
        "yesterday",
        "2026-11-24",
        "2026-11-24T12:00:00",
        "2026-13-01T00:00:00Z",
        "2026-02-30T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "+10000-01-01T00:00:00Z",
        "2026-11-24T12:00:60Z",
        "２０２６-11-24T12:00:00Z",
        "2026-11-24T12:00:00Z" * 1000,
        1_795_521_600,
        True,
        ["2026-11-24T12:00:00Z"],
        {},
    ],
)
def test_refuses_what_is_no_time(odd: object) -> None:
    with pytest.raises(Invalid) as caught:
        unix_ms(odd, pointer="/at")
    assert caught.value.pointer == "/at"


@given(st.datetimes(timezones=ZONES))
def test_every_moment_is_read_to_the_millisecond(moment: datetime) -> None:
    found = unix_ms(moment.isoformat(), pointer="/at")
    assert found == (moment - EPOCH) // timedelta(milliseconds=1)


@given(st.text(max_size=40) | st.from_regex(r"\d{4}-\d\d-\d\dT\d\d:\d\dZ", fullmatch=True))
def test_no_text_breaks_it(text: str) -> None:
    try:
        assert -(2**62) < unix_ms(text, pointer="/at") < 2**62
    except Invalid:
        pass

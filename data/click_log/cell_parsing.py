"""Turns columns of text into values, and marks the cells that cannot be turned.

Each function takes text [n] and returns the values [n], null where there is none, with the faults:
boolean masks [n] and the words for them.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.lake.lake_schemas import MOMENT

Mask = NDArray[np.bool_]
LONGEST_ID = 200
WHOLE = r"^[0-9]{1,15}(\.0+)?$"
REAL = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$"
MINUTES = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}"
LOCAL = MINUTES + r"(:[0-9]{2}(\.[0-9]{1,9})?)?$"
ZONED = MINUTES + r"(:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:?[0-9]{2})$"
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
WEEK = re.compile(r"([0-9]{4})-?W?([0-9]{2})")
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
TRUTH = {"0": False, "1": True, "false": False, "true": True, "0.0": False, "1.0": True}
LARGEST_POSITION = 2**15 - 1


@dataclass(frozen=True, slots=True)
class Parsed:
    """Values [n] and what is wrong with some of them."""

    values: pa.Array
    faults: tuple[tuple[Mask, str], ...] = ()


def parse_id(text: pa.Array) -> Parsed:
    """Parse ids: 1 to 200 characters, none of them a control character."""
    missing = is_null(text)
    control = matches(text, r"[[:cntrl:]]")
    long = pc.fill_null(pc.greater(pc.utf8_length(text), LONGEST_ID), fill_value=False)
    return Parsed(
        text,
        (
            (missing, "is missing"),
            (control, "holds a control character"),
            (mask(long), f"is longer than {LONGEST_ID} characters"),
        ),
    )


def parse_words(text: pa.Array) -> Parsed:
    """Parse free text, which may be missing and may hold anything but NUL."""
    return Parsed(text, ((matches(text, r"\x00"), "holds a NUL"),))


def parse_word_lists(text: pa.Array) -> Parsed:
    """Parse texts separated by `|`."""
    texts = pc.split_pattern(pc.if_else(pc.equal(text, ""), None, text), "|")
    return Parsed(texts, ((matches(text, r"\x00"), "holds a NUL"),))


def parse_whole(text: pa.Array, *, largest: int = 10**15) -> Parsed:
    """Parse whole numbers from 0; `3.0` is 3, as it is where a table had gaps."""
    right = matches(text, WHOLE)
    numbers = where(right, pc.replace_substring_regex(text, r"\.0+$", "")).cast(pa.int64())
    large = mask(pc.fill_null(pc.greater(numbers, largest), fill_value=False))
    return Parsed(
        where(~large, numbers),
        (
            (~right & ~is_null(text), "is no whole number from 0"),
            (large, f"is above {largest}"),
        ),
    )


def parse_truth(text: pa.Array) -> Parsed:
    """Parse truth values: 0, 1, true, false."""
    lower = pc.utf8_lower(text)
    known = mask(pc.is_in(lower, value_set=pa.array(list(TRUTH))))
    row = pc.index_in(lower, value_set=pa.array(list(TRUTH)))
    values = pa.array(list(TRUTH.values())).take(row)
    return Parsed(values, ((~known & ~is_null(text), "is neither 0 nor 1"),))


def parse_propensity(text: pa.Array) -> Parsed:
    """Parse probabilities: above 0, at most 1."""
    right = matches(text, REAL)
    numbers = where(right, text).cast(pa.float64())
    inside = pc.and_(pc.greater(numbers, 0), pc.less_equal(numbers, 1))
    outside = ~mask(pc.fill_null(inside, fill_value=True))
    return Parsed(
        where(~outside, numbers),
        (
            (~right & ~is_null(text), "is no number"),
            (outside, "must lie above 0 and not above 1"),
        ),
    )


def parse_time(text: pa.Array, *, format_name: str, zone: str | None) -> Parsed:
    """Parse moments of one of the mapping's formats; ISO 8601 needs a zone in the text or given."""
    if format_name == "iso8601":
        parsed = _parse_iso8601(text, zone)
    elif format_name == "iso_week":
        parsed = _by_value(text, _week_start, "is no ISO year and week, as 2014-W15 or 201415")
    else:
        parsed = _parse_unix(text, 1e6 if format_name == "unix_s" else 1e3)
    outside = pc.or_(pc.less(parsed.values, EARLIEST), pc.greater_equal(parsed.values, LATEST))
    fault = mask(pc.fill_null(outside, fill_value=False))
    return Parsed(
        where(~fault, parsed.values), (*parsed.faults, (fault, "lies outside 1970 to 2100"))
    )


def _parse_iso8601(text: pa.Array, zone: str | None) -> Parsed:
    zoned, local = matches(text, ZONED), matches(text, LOCAL)
    right = zoned if zone is None else zoned | local
    zoneless = local | matches(text, DAY) if zone is None else matches(text, "^$")
    values, impossible = _moments(where(right, text), zone)
    return Parsed(
        values,
        (
            (zoneless, "has no time zone"),
            (~right & ~zoneless & ~is_null(text), "is no ISO 8601 time"),
            (impossible, "is no time that exists"),
        ),
    )


def _moments(text: pa.Array, zone: str | None) -> tuple[pa.Array, Mask]:
    nothing_wrong = np.zeros(len(text), dtype=np.bool_)
    if zone is None:
        try:
            return text.cast(MOMENT), nothing_wrong
        except pa.ArrowInvalid:
            pass  # One of them does not exist (31 February) or has nanoseconds: value by value.
    parsed = _by_value(text, lambda value: _iso_moment(value, zone), "is no time that exists")
    return parsed.values, parsed.faults[0][0]


def _iso_moment(text: str, zone: str | None) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None and zone is not None:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    return moment.astimezone(UTC)


def _week_start(text: str) -> datetime:
    found = WEEK.fullmatch(text)
    if not found:
        raise ValueError(text)
    monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
    return datetime(monday.year, monday.month, monday.day, tzinfo=UTC)


def _parse_unix(text: pa.Array, micros: float) -> Parsed:
    right = matches(text, REAL)
    numbers = where(right, text).cast(pa.float64())
    # What is far outside must not overflow: it is refused by its range afterwards.
    bounded = pc.min_element_wise(pc.multiply(numbers, micros), 1e16, skip_nulls=False)
    bounded = pc.max_element_wise(bounded, -1e16, skip_nulls=False)
    whole = pc.round(bounded).cast(pa.int64())
    return Parsed(whole.cast(MOMENT), ((~right & ~is_null(text), "is no number"),))


def _by_value(text: pa.Array, parse: Callable[[str], datetime], words: str) -> Parsed:
    encoded = text.dictionary_encode()
    values: list[datetime | None] = [
        _or_none(parse, value) for value in encoded.dictionary.to_pylist()
    ]
    moments = pa.array(values, MOMENT).take(encoded.indices)
    wrong = is_null(moments) & ~is_null(text)
    return Parsed(moments, ((wrong, words),))


def _or_none(parse: Callable[[str], datetime], text: str) -> datetime | None:
    try:
        return parse(text)
    except (ValueError, OverflowError):
        return None


def matches(text: pa.Array, pattern: str) -> Mask:
    """Return where the text matches; a null does not."""
    return mask(pc.fill_null(pc.match_substring_regex(text, pattern), fill_value=False))


def is_null(values: pa.Array) -> Mask:
    """Return where there is no value."""
    return mask(pc.is_null(values))


def where(keep: Mask, values: pa.Array) -> pa.Array:
    """Return the values to keep, null elsewhere."""
    return pc.if_else(pa.array(keep), values, None)


def mask(values: Any) -> Mask:
    """Return a boolean column as numpy."""
    flags: Mask = np.asarray(values.to_numpy(zero_copy_only=False), dtype=np.bool_)
    return flags


def any_of(masks: Iterable[Mask], count: int) -> Mask:
    """Return where at least one of the masks [n] holds."""
    found = np.zeros(count, dtype=np.bool_)
    for one in masks:
        found |= one
    return found

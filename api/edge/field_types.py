"""The types that the fields of several nouns share, with the bounds that hold everywhere."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema

from api.edge.code_patterns import COUNTRY_PATTERN, LANGUAGE_PATTERN, REGION_PATTERN
from api.edge.web_address import LONGEST, PATTERN, web_address, web_place

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
CONTROL_BUT_LINES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d([.,]\d{1,6})?)?([Zz]|[+-]\d\d:?\d\d)")
# Every engine of the lake can hold these years, also in nanoseconds.
FIRST_YEAR, LAST_YEAR = 1700, 2199


def _text(value: Any) -> Any:
    if isinstance(value, str) and re.search("[\ud800-\udfff]", value):
        raise ValueError("half of a surrogate pair is no character")
    return value


def _without(forbidden: re.Pattern[str]) -> Callable[[str], str]:
    def check(value: str) -> str:
        if found := forbidden.search(value):
            raise ValueError(f"the control character U+{ord(found[0]):04X} may not stand here")
        return value

    return check


def _says_something(value: str) -> str:
    if not value.strip():
        raise ValueError("blank text says nothing")
    return value


def _moment(value: Any) -> datetime:
    if not isinstance(value, str) or not MOMENT.fullmatch(value) or not value.isascii():
        raise ValueError("a time is written like 2026-11-02T12:00:00Z, with its zone")
    return in_utc(datetime.fromisoformat(value.upper().replace(",", ".")))


def in_utc(moment: datetime) -> datetime:
    """Return an aware time in UTC. Raises ValueError outside of the years we keep."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"a time must lie in the years {FIRST_YEAR} to {LAST_YEAR}")
    return moment.astimezone(UTC)


def _primary(language: str) -> str:
    return language.partition("-")[0]


def _within_country(region: str) -> str:
    return region.rpartition("-")[2]


Whole = BeforeValidator(_text)
# What the checks above demand, as far as a pattern of JSON Schema can say it.
NO_CONTROL = {"pattern": r"^[^\u0000-\u001f\u007f-\u009f]*$"}

Line = Annotated[
    str, Whole, AfterValidator(_without(CONTROL)), Field(json_schema_extra=dict(NO_CONTROL))
]
Filled = Annotated[Line, AfterValidator(_says_something)]
Passage = Annotated[
    str, Whole, AfterValidator(_without(CONTROL_BUT_LINES)), StringConstraints(max_length=200_000)
]
Identity = Annotated[Filled, StringConstraints(min_length=1, max_length=200)]
# A site stands in the path before the article's id, which may hold slashes.
SiteIdentity = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=100), Whole
]
Kind = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=40), Whole]
Title = Annotated[Filled, StringConstraints(min_length=1, max_length=300)]
Name = Annotated[Filled, StringConstraints(min_length=1, max_length=200)]
ShortLine = Annotated[Line, StringConstraints(max_length=200)]
LongLine = Annotated[Line, StringConstraints(max_length=2_000)]
Tag = Annotated[Filled, StringConstraints(min_length=1, max_length=100)]
# Readers and articles are matched by primary language and by region within a country.
Language = Annotated[
    str,
    StringConstraints(pattern=LANGUAGE_PATTERN, to_lower=True),
    AfterValidator(_primary),
    Whole,
]
Country = Annotated[str, StringConstraints(pattern=COUNTRY_PATTERN, to_upper=True), Whole]
Region = Annotated[
    str,
    StringConstraints(pattern=REGION_PATTERN, to_upper=True),
    AfterValidator(_within_country),
    Whole,
]
Address = Annotated[
    Line,
    AfterValidator(web_address),
    StringConstraints(max_length=LONGEST),
    Field(json_schema_extra={"pattern": PATTERN}),
]
Place = Annotated[Line, AfterValidator(web_place), StringConstraints(max_length=LONGEST)]
Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Micros = Annotated[int, Field(strict=True, ge=0, le=1_000_000_000_000)]
Count = Annotated[int, Field(strict=True, ge=0, le=1_000_000_000)]
Switch = Annotated[bool, Field(strict=True)]

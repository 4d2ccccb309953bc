"""The JSON of a site."""

import re
from functools import cache
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, StringConstraints

from api.edge.field_types import Address, Language, Line, Name, SiteIdentity
from api.keep_doors.keep_schema import KeepSchema
from recommender.domain import Site

ORIGIN = re.compile(r"https?://([a-z0-9-]+\.)*[a-z0-9-]+(:\d{1,5})?")


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _time_zone(value: str) -> str:
    if value not in _zones():
        raise ValueError("no such time zone is known: write it like Asia/Tokyo")
    return value


def _origin(value: str) -> str:
    if not ORIGIN.fullmatch(value):
        raise ValueError("an origin is written like https://news.example:8080, without a path")
    return value


TimeZone = Annotated[Line, AfterValidator(_time_zone), StringConstraints(max_length=100)]
Origin = Annotated[Line, AfterValidator(_origin), StringConstraints(max_length=300)]


class SiteSchema(KeepSchema[Site]):
    """One of the publisher's sites."""

    id: SiteIdentity
    name: Name
    url: Address
    language: Language = "en"
    time_zone: TimeZone = "UTC"
    origins: Annotated[tuple[Origin, ...], Field(max_length=50)] = ()

    def value(self) -> Site:
        """Return the site."""
        return Site(**dict(self))

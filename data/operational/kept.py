"""What the catalogue gives back: a value with its number, version and history."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class Verdict(StrEnum):
    """What became of a value that was to be kept."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept(Generic[T]):
    """A catalogue value. `number` never changes; `version` counts from 1.

    `changed_in` is the catalogue version of this change, `valid_from` its time (aware UTC).
    """

    number: int
    version: int
    changed_in: int
    valid_from: datetime
    archived: bool
    value: T


@dataclass(frozen=True, slots=True, kw_only=True)
class Written(Generic[T]):
    """What a write did, and what is kept now."""

    verdict: Verdict
    kept: Kept[T]

"""What the catalogue gives back: a value with its number, version and history."""

from collections.abc import Sequence
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


def kept_before(history: Sequence[Kept[T]], moment: datetime) -> Kept[T] | None:
    """Return the last version from before a time: those that are made later change nothing."""
    before = [kept for kept in history if kept.valid_from <= moment]
    return before[-1] if before else None


def kept_at(history: Sequence[Kept[T]], moment: datetime) -> Kept[T]:
    """Return the last version from before a time, else the first: there must be one.

    What is used before it is catalogued is used by a clock that was set back.
    """
    return kept_before(history, moment) or history[0]

"""When an event happened, by the reader's own clock: any year is taken, the keeper clamps it."""

from datetime import UTC, datetime
from typing import Any

from api.edge.field_types import MOMENT
from recommender.errors import Invalid

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def unix_ms(at: Any, *, pointer: str) -> int:
    """Return a time with its zone, as ISO 8601 writes it, in Unix milliseconds. Raises Invalid."""
    try:
        if type(at) is not str or not at.isascii() or not MOMENT.fullmatch(at):
            raise ValueError("it is written otherwise")
        since = datetime.fromisoformat(at.upper().replace(",", ".")) - _EPOCH
    except ValueError as error:
        message = "a time is written like 2026-11-02T12:00:00Z, with its zone"
        raise Invalid(message, pointer=pointer) from error
    return (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000

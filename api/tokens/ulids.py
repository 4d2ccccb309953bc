"""Decision ids: ULIDs (48 bits of milliseconds, 80 of chance), made and read without a library.

A table of ten-bit pieces makes the text, because a digit at a time costs more than the draw.
"""

import os
from datetime import UTC, datetime, timedelta

from recommender.errors import Invalid

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = tuple(high + low for high in _DIGITS for low in _DIGITS)
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}
_SHIFTS = tuple(range(120, -1, -10))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BYTES = 16
CHARACTERS = 26
CHANCE_BYTES = 5_120


def new_decision_id(now_ms: int) -> bytes:
    """Return 16 bytes for a decision made at `now_ms` (Unix milliseconds)."""
    return now_ms.to_bytes(6, "big") + os.urandom(10)


class DecisionIds:
    """Gives decision ids; asks the system for chance once for hundreds of them."""

    __slots__ = ("_at", "_chance")

    def __init__(self) -> None:
        self._chance, self._at = b"", 0

    def next(self, now_ms: int) -> bytes:
        """Return 16 bytes for a decision made at `now_ms` (Unix milliseconds)."""
        if self._at == len(self._chance):
            self._chance, self._at = os.urandom(CHANCE_BYTES), 0
        at = self._at
        self._at = at + 10
        return now_ms.to_bytes(6, "big") + self._chance[at : at + 10]


def decision_text(identity: bytes) -> str:
    """Return the 26 characters (Crockford's alphabet) of a decision's 16 bytes."""
    number = int.from_bytes(identity, "big")
    return "".join([_PAIRS[number >> shift & 1023] for shift in _SHIFTS])


def decision_bytes(text: str) -> bytes:
    """Return the 16 bytes of a decision's text. Raises Invalid if it is none."""
    try:
        if len(text) != CHARACTERS:
            raise ValueError
        number = 0
        for character in text:
            number = number << 5 | _VALUES[character]
        return number.to_bytes(BYTES, "big")
    except (KeyError, ValueError, OverflowError) as error:
        raise Invalid(f"{text!r} is no decision id: 26 characters 0-9A-Z are wanted") from error


def decided_at(identity: bytes) -> datetime:
    """Return the time (aware UTC) that stands in a decision's first 48 bits."""
    return _EPOCH + timedelta(milliseconds=int.from_bytes(identity[:6], "big"))

"""Decision ids: ULIDs (48 bits of milliseconds, 80 of chance), made and read without a library.

A table of ten-bit pieces makes the text, because a digit at a time costs more than the draw.
"""

import os
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import numpy as np

from recommender.errors import Invalid

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = tuple(high + low for high in _DIGITS for low in _DIGITS)
_PAIR_BYTES = tuple(pair.encode() for pair in _PAIRS)
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}
_SHIFTS = tuple(range(120, -1, -10))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BYTES = 16
CHARACTERS = 26
CHANCE_BYTES, CHANCE_CHARACTERS = 10, 16
AT_ONCE = 512
_ALPHABET = np.frombuffer(_DIGITS.encode(), dtype=np.uint8)
_BIT_VALUES = np.array([16, 8, 4, 2, 1], dtype=np.uint8)


def new_decision_id(now_ms: int) -> bytes:
    """Return 16 bytes for a decision made at `now_ms` (Unix milliseconds)."""
    return now_ms.to_bytes(6, "big") + os.urandom(10)


class DecisionIds:
    """Gives decision ids with their texts; draws the chance in them for hundreds at once."""

    __slots__ = ("_chances",)

    def __init__(self) -> None:
        self._chances: list[tuple[bytes, bytes]] = []

    def next(self, now_ms: int) -> tuple[bytes, bytes]:
        """Return 16 bytes for a decision made at `now_ms` (Unix milliseconds), and their text."""
        if not self._chances:
            self._chances = _drawn_chances()
        chance, text = self._chances.pop()
        return now_ms.to_bytes(6, "big") + chance, _time_text(now_ms) + text


def _drawn_chances() -> list[tuple[bytes, bytes]]:
    """Draw the last 80 bits of many ids, with their texts: 16 digits of five bits."""
    drawn = os.urandom(AT_ONCE * CHANCE_BYTES)
    bits = np.unpackbits(np.frombuffer(drawn, dtype=np.uint8)).reshape(-1, 5)
    text = _ALPHABET[bits @ _BIT_VALUES].tobytes()
    size, width = CHANCE_BYTES, CHANCE_CHARACTERS
    return [
        (drawn[at * size : (at + 1) * size], text[at * width : (at + 1) * width])
        for at in range(AT_ONCE)
    ]


def _time_text(now_ms: int) -> bytes:
    """Return the first characters of the ids made in this millisecond."""
    return _slow_text(now_ms >> 10) + _PAIR_BYTES[now_ms & 1023]


@lru_cache(maxsize=1)
def _slow_text(high_bits: int) -> bytes:
    """Return all of them but the last two: they change once in 1,024 milliseconds."""
    return b"".join([_PAIR_BYTES[high_bits >> shift & 1023] for shift in (30, 20, 10, 0)])


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

"""What was counted, as it goes from process to process: JSON, squeezed, told apart by a number."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from api.observing.counts import LABELS, Counts
from api.observing.timings import EMPTY

FORMAT = 1
Facts = Mapping[str, Any]
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, zlib.error)


@dataclass(frozen=True, slots=True)
class Told:
    """What a process tells: its counts, and facts that hold only as long as it lives."""

    counts: Counts = field(default_factory=Counts)
    facts: Facts = field(default_factory=dict)


def packed(told: Told) -> bytes:
    """Return it as bytes, some hundred in all."""
    content = {
        "format": FORMAT,
        "tallies": {
            name: [[*labels, count] for labels, count in tally.items()]
            for name, tally in told.counts.tallies().items()
        },
        "requests": [[*key, row] for key, row in told.counts.requests.rows.items()],
        "facts": dict(told.facts),
    }
    return zlib.compress(json.dumps(content, separators=(",", ":")).encode(), 1)


def unpacked(content: bytes) -> Told | None:
    """Return what was told; None if it was cut short or another version of Chirashi told it."""
    try:
        told = json.loads(zlib.decompress(content))
        if told["format"] != FORMAT:
            return None
        counts = Counts()
        for name, rows in told["tallies"].items():
            _take_in(counts, name, rows)
        for door, status, row in told["requests"]:
            if len(row) == len(EMPTY):
                counts.requests.rows[door, status] = row
        return Told(counts, dict(told["facts"]))
    except _UNREADABLE:
        return None


def _take_in(counts: Counts, name: str, rows: list[list[Any]]) -> None:
    if name in LABELS:
        for *labels, count in rows:
            if len(labels) == len(LABELS[name]):
                counts.tallies()[name][tuple(labels)] = int(count)

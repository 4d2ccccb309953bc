"""What sampled decisions could have shown, as an inbox bears it.

A column of numbers is one text, base64 of 8 bytes each: written digit by digit, the candidates of
one decision in 256 cost a worker as much as the signing of all slots.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

Columns = Mapping[str, NDArray[np.generic]]
SCORED = ("logits", "optimism", "values")
NOT_SCORED: Columns = MappingProxyType({})
NUMBERS = {"promos": "<i8"} | dict.fromkeys(("weights", *SCORED), "<f8")
TOLD = {"decision", "promos", "weights"}


def packed_candidates(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return rows, each a decision's id and its columns; no bytes of none."""
    if not rows:
        return b""
    return json.dumps([{name: _packed(name, row[name]) for name in row} for row in rows]).encode()


def _packed(name: str, value: Any) -> Any:
    kind = NUMBERS.get(name)
    return value if kind is None else b64encode(np.asarray(value, dtype=kind).tobytes()).decode()


def unpacked_candidates(rows: list[Any]) -> list[dict[str, Any]]:
    """Return packed rows with lists for columns. Raises ValueError if they are no such rows."""
    for row in rows:
        if not isinstance(row, dict) or not TOLD <= row.keys() <= {"decision", *NUMBERS}:
            raise ValueError("candidates of a group of decisions are promos and their weights")
    return [{name: _unpacked(name, row[name]) for name in row} for row in rows]


def _unpacked(name: str, value: Any) -> Any:
    kind = NUMBERS.get(name)
    # An inbox of before has lists.
    if kind is None or isinstance(value, list):
        return value
    if not isinstance(value, str):
        raise ValueError(f"the {name} of candidates are no numbers: {value!r}")
    return np.frombuffer(b64decode(value, validate=True), dtype=kind).tolist()

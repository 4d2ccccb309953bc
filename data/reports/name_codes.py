"""Columns of few distinct values as whole numbers: what is grouped by millions goes by them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Real = NDArray[np.float64]
DENSE = 8
"""How many times more numbers than rows there may be before they are looked up by hash."""


@dataclass(frozen=True, slots=True)
class Coded:
    """Values [n] as places in `names`."""

    codes: Whole
    names: Sequence[object]

    def take(self, rows: Whole) -> "Coded":
        """Return the values of some rows."""
        return Coded(self.codes[rows], self.names)

    def values(self) -> list[object]:
        """Return the values themselves."""
        return [self.names[code] for code in self.codes.tolist()]


def coded(column: pa.ChunkedArray | pa.Array) -> Coded:
    """Return a column's values, null among them, as codes."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    encoded = column.dictionary_encode(null_encoding="encode")
    return Coded(encoded.indices.to_numpy().astype(np.int64), encoded.dictionary.to_pylist())


def paired(one: Whole, other: Whole, *, others: int) -> Whole:
    """Return one number for each pair; `other` lies below `others`."""
    return one * max(others, 1) + other


def compact(numbers: Whole, *, below: int) -> tuple[Whole, Whole]:
    """Return numbers as places [n] among the distinct ones, and those."""
    if below <= DENSE * len(numbers):
        is_there = np.zeros(below, dtype=np.bool_)
        is_there[numbers] = True
        places = np.cumsum(is_there, dtype=np.int64) - 1
        return places[numbers], np.flatnonzero(is_there)
    encoded = pa.array(numbers).dictionary_encode()
    return encoded.indices.to_numpy().astype(np.int64), encoded.dictionary.to_numpy()


def summed(places: Whole, values: NDArray[np.generic], *, count: int) -> Real:
    """Return the sums [count] of values by place: exact for whole numbers below 2^53."""
    sums = np.bincount(places, weights=values, minlength=count)
    return sums.astype(np.float64, copy=False)

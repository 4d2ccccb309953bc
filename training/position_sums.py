"""Clicks, and the clicks hoped for, by placement, device and position; by groups of decisions.

A placement measured in two ways is two: views and impressions are examined too differently for one
to tell of the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.encoding import Cell, Exposures
from training.sums import Amounts, sums_by


@dataclass(frozen=True, slots=True)
class PlaceSums:
    """One placement's rows, measured one way: `where` [rows] is their place in `shape`.

    Rows of randomised traffic stand twice: among all, and among the randomised.
    """

    whole: Cell
    cells: list[Cell]
    positions: int
    where: NDArray[np.int64]
    group: NDArray[np.int64]
    clicks: Amounts
    hopes: Amounts

    @property
    def shape(self) -> tuple[int, int, int]:
        """All and randomised traffic, cells, positions."""
        return 2, len(self.cells), self.positions

    def totals(self) -> tuple[Amounts, Amounts]:
        """Return clicks and hopes, each [2, cells, positions]."""
        size = int(np.prod(self.shape))
        totals = (sums_by(self.where, part, count=size) for part in (self.clicks, self.hopes))
        hits, hopes = (total.reshape(self.shape) for total in totals)
        return hits, hopes

    def by_group(self, groups: int) -> tuple[Amounts, Amounts]:
        """Return clicks and hopes of each group of decisions, each [groups, all the others]."""
        size = int(np.prod(self.shape))
        keys = self.group * size + self.where
        sums = (
            sums_by(keys, part, count=groups * size).reshape(groups, size)
            for part in (self.clicks, self.hopes)
        )
        hits, hopes = sums
        return hits, hopes


def place_sums(
    exposures: Exposures, hopes: Amounts, *, groups: NDArray[np.int64] | None = None
) -> Iterator[PlaceSums]:
    """Yield the sums of each placement that has rows; `groups` [n] are batches of decisions."""
    whole_of = [cell.whole for cell in exposures.cells]
    wholes = list(dict.fromkeys(whole_of))
    numbers = np.array([wholes.index(whole) for whole in whole_of], np.int64)[exposures.cell]
    for number, whole in enumerate(wholes):
        rows = np.flatnonzero(numbers == number)
        if len(rows):
            group = np.zeros(len(rows), np.int64) if groups is None else groups[rows]
            yield _of_rows(exposures, hopes, whole=whole, rows=rows, group=group)


def _of_rows(
    exposures: Exposures,
    hopes: Amounts,
    *,
    whole: Cell,
    rows: NDArray[np.int64],
    group: NDArray[np.int64],
) -> PlaceSums:
    numbers, cell = np.unique(exposures.cell[rows], return_inverse=True)
    positions = int(exposures.position[rows].max()) + 1
    where = cell * positions + exposures.position[rows]
    again = exposures.randomised[rows]
    second = len(numbers) * positions
    return PlaceSums(
        whole=whole,
        cells=[exposures.cells[each] for each in numbers],
        positions=positions,
        where=np.concatenate([where, where[again] + second]).astype(np.int64),
        group=np.concatenate([group, group[again]]),
        clicks=np.concatenate([exposures.clicks[rows], exposures.clicks[rows][again]]),
        hopes=np.concatenate([hopes[rows], hopes[rows][again]]),
    )

"""What a crossed policy was told: every viewed slot, as its refits and its thetas read them."""

from typing import NamedTuple

import numpy as np
from scipy.special import expit

from data.worlds.world import Floats, Rows
from recommender.crossed.cross_weights import Active, CrossWeights
from training.cross_design import CrossDesign
from training.cross_log import CrossLog, feature_rows
from training.position_curve import curves, placement_bend
from training.sums import sums_by

# All of the traffic, and what of it was drawn evenly.
TRAFFICS = 2
MS_PER_DAY = 86_400_000


class Cell(NamedTuple):
    """Where a slot is examined alike: a placement on a device."""

    placement: str
    device: str | None


class Exposure(NamedTuple):
    """A viewed slot; `page` and `promo` are rows of what was noted, `cell` a number."""

    page: int
    promo: int
    cell: int
    slot: int
    is_control: bool
    is_clicked: bool


class CrossedNotes:
    """The exposures of all placements, none of more than `slots` slots, as they came."""

    def __init__(self, *, slots: int) -> None:
        self._slots = slots
        self._pages: list[Active] = []
        self._pages_ms: list[int] = []
        self._promos: list[Active] = []
        self._promo_rows: dict[int, int] = {}
        self._exposures: list[Exposure] = []
        self._cells: dict[Cell, int] = {}
        self._thetas: Floats = np.ones((0, slots))

    def __len__(self) -> int:
        """Return how many exposures were noted."""
        return len(self._exposures)

    def page(self, page: Active, *, at_ms: int) -> int:
        """Take in a page; return its row for the exposures on it."""
        self._pages.append(page)
        self._pages_ms.append(at_ms)
        return len(self._pages) - 1

    def promo(self, promo: Active) -> int:
        """Take in a promo as it is now; return its row."""
        row = self._promo_rows.setdefault(id(promo), len(self._promos))
        if row == len(self._promos):
            self._promos.append(promo)
        return row

    def cell(self, placement: str, device: str | None) -> int:
        """Return the number of a placement on a device."""
        return self._cells.setdefault(Cell(placement, device), len(self._cells))

    def note(self, exposure: Exposure) -> None:
        """Take in one exposure."""
        self._exposures.append(exposure)

    def theta(self, cell: int, slot: int) -> float:
        """Return the chance that a slot is examined there, as far as it is known."""
        return float(self._thetas[cell, slot]) if cell < len(self._thetas) else 1.0

    def log(self, weights: CrossWeights) -> CrossLog:
        """Return that of all exposures, with the thetas that the weights' own rates tell of."""
        pages, promos, cells, slots, control, clicked = map(
            np.array, zip(*self._exposures, strict=True)
        )
        clicks = clicked.astype(np.float64)
        log = CrossLog(
            pages=feature_rows(self._pages, width=len(weights.page)),
            promos=feature_rows(self._promos, width=len(weights.promo)),
            page=pages,
            promo=promos,
            thetas=np.ones(len(pages)),
            clicks=clicks,
            unclicked=1 - clicks,
            ages_days=(self._pages_ms[-1] - np.array(self._pages_ms)[pages]) / MS_PER_DAY,
        )
        rates = expit(CrossDesign(log).logits(_used(weights)))
        where = cells * self._slots + slots
        self._learn_thetas(*(self._sums(where, amounts, control) for amounts in (clicks, rates)))
        log.thetas[:] = self._thetas.ravel()[where]
        return log

    def _sums(self, where: Rows, amounts: Floats, control: Floats) -> Floats:
        """Return the sums [traffics, cells, slots]."""
        size = len(self._cells) * self._slots
        sums = [sums_by(where, part, count=size) for part in (amounts, amounts * control)]
        return np.stack(sums).reshape(TRAFFICS, len(self._cells), self._slots)

    def _learn_thetas(self, hits: Floats, hopes: Floats) -> None:
        self._thetas = np.ones(hits.shape[1:])
        for placement in {cell.placement for cell in self._cells}:
            rows = [at for cell, at in self._cells.items() if cell.placement == placement]
            parts = hits[:, rows], hopes[:, rows]
            self._thetas[rows] = curves(*parts, bend=placement_bend(*parts))[1:]


def _used(weights: CrossWeights) -> Floats:
    return weights.mean[: len(weights.page), : len(weights.promo)]

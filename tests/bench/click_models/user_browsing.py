"""Examination by cells of ranks, by expectation-maximisation: what the likelihood would choose.

With a cell for each rank it is our model, fitted otherwise; with one for each rank and last click
above it the user browsing model (Dupret & Piwowarski 2008).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.bench.click_models.click_chances import ClickModel, ExaminedRates, pulled
from tests.bench.click_models.ranked_sessions import Floats, RankedSessions
from training.sums import sums_by

# At a fifth to a half of clicks an error shrinks to a tenth in some ten rounds.
ROUNDS = 150
CELL_PULL = 5.0
START = 0.5

Cells = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class UserBrowsing:
    """Theta of each rank and last click above [ranks, 1 + ranks], 0 for none; rates [documents]."""

    thetas: Floats
    rates: Floats

    def given_above(self, sessions: RankedSessions) -> Floats:
        """Return theta, as the last click above has it, times the rate."""
        thetas = self.thetas.ravel()[by_last_click(sessions)]
        return np.asarray(thetas * self.rates[sessions.documents])

    def unconditional(self, sessions: RankedSessions) -> Floats:
        """Return the chance of each click, over all that may have been clicked above."""
        rates = self.rates[sessions.documents]
        last = np.zeros((len(sessions), self.thetas.shape[1]))
        last[:, 0] = 1
        found = np.empty(rates.shape)
        for rank in range(sessions.ranks):
            chances = last * self.thetas[rank] * rates[:, [rank]]
            found[:, rank] = chances.sum(axis=1)
            last = last - chances
            last[:, rank + 1] += found[:, rank]
        return found


def by_last_click(sessions: RankedSessions) -> Cells:
    """Return the cell [sessions, ranks] of each rank and of the last click above it."""
    ranks = np.arange(sessions.ranks)
    latest = np.maximum.accumulate(np.where(sessions.clicked, ranks + 1, 0), axis=1)
    above = np.hstack([np.zeros((len(sessions), 1), np.int64), latest[:, :-1]])
    return np.asarray(ranks * (sessions.ranks + 1) + above)


def user_browsing(sessions: RankedSessions, pull: float) -> ClickModel:
    """Fit theta by rank and last click above."""
    size = sessions.ranks * (sessions.ranks + 1)
    thetas, rates = _fitted(sessions, by_last_click(sessions), size=size, pull=pull)
    return UserBrowsing(thetas.reshape(sessions.ranks, -1), rates)


def position_by_likelihood(sessions: RankedSessions, pull: float) -> ClickModel:
    """Fit theta by rank alone (Craswell et al. 2008, their examination hypothesis)."""
    cells = np.tile(np.arange(sessions.ranks), (len(sessions), 1))
    return ExaminedRates(*_fitted(sessions, cells, size=sessions.ranks, pull=pull))


def _fitted(
    sessions: RankedSessions, cells: Cells, *, size: int, pull: float
) -> tuple[Floats, Floats]:
    by_cell = _sums_in(cells, size)
    shown, shown_as = by_cell(np.ones(cells.shape)), sessions.by_document(np.ones(cells.shape))
    thetas, rates = np.full(size, START), np.full(sessions.count, START)
    for _ in range(ROUNDS):
        theta, rate = thetas[cells], rates[sessions.documents]
        missed = 1 - theta * rate
        examined = np.where(sessions.clicked, 1, theta * (1 - rate) / missed)
        attracted = np.where(sessions.clicked, 1, rate * (1 - theta) / missed)
        thetas = pulled(by_cell(examined), shown, pull=CELL_PULL)
        rates = pulled(sessions.by_document(attracted), shown_as, pull=pull)
    return thetas, rates


def _sums_in(cells: Cells, size: int) -> Callable[[Floats], Floats]:
    places = cells.ravel()
    return lambda amounts: sums_by(places, amounts.ravel(), count=size)

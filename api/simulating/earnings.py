"""What a contender earned in one world and seed, by the true rates, day by day."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from api.simulating.day_book import DayBook, Shown
from api.simulating.newcomers import Newcomers
from data.worlds.world import EMPTY, Floats, World

FIRST_VIEWS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """Expected clicks a view, as if every slot were viewed: by day, over the first views.

    `newcomer_rate` is that of an examined slot over the first exposures of promos born meanwhile,
    `newcomer_exposures` how many of those there were; `clicks_a_view` were really made.
    """

    days: tuple[float, ...]
    views: tuple[int, ...]
    first_views: float
    newcomer_rate: float | None
    newcomer_exposures: int
    clicks_a_view: float
    micros_a_view: float


class Earnings:
    """Counts one contender's days."""

    def __init__(self, name: str, world: World) -> None:
        self._name, self._world = name, world
        self._days: list[float] = []
        self._views: list[int] = []
        self._first: list[Floats] = []
        self._newcomers = Newcomers.none(len(world.promos))
        self._is_new: NDArray[np.bool_] | None = None
        self._clicks, self._seconds = 0, 0.0

    def add(self, book: DayBook) -> float:
        """Count a day, and return what it earned a view: the control's pages are nobody's."""
        own, is_new = ~book.is_control, self._newborn(book)
        worth = np.zeros(len(book.visits))
        for placement in self._world.placements:
            shown = book.shown[self._name][placement.id]
            rates = self._world.click_rates(book.visits, np.maximum(shown.promos, 0))
            rates = rates * (shown.promos != EMPTY)
            worth += (rates * self._world.examination(book.visits, placement)).sum(axis=1)
            self._note_newcomers(shown, rates, is_new=is_new)
            self._clicks += int(shown.clicked[own].sum())
        self._days.append(float(worth[own].mean()) if own.any() else 0.0)
        self._views.append(int(own.sum()))
        if sum(map(len, self._first)) < FIRST_VIEWS:
            self._first.append(worth[own])
        self._seconds += book.seconds[self._name]
        return self._days[-1]

    def total(self) -> Earned:
        """Return what was earned so far (of at least one day)."""
        views, exposures = sum(self._views), int(self._newcomers.exposures.sum())
        rate = float(self._newcomers.clicks.sum()) / exposures if exposures else None
        return Earned(
            days=tuple(self._days),
            views=tuple(self._views),
            first_views=float(np.concatenate(self._first)[:FIRST_VIEWS].mean()),
            newcomer_rate=rate,
            newcomer_exposures=exposures,
            clicks_a_view=self._clicks / max(views, 1),
            micros_a_view=1e6 * self._seconds / max(views, 1),
        )

    def _newborn(self, book: DayBook) -> NDArray[np.bool_]:
        """Return which promos [promos] are born in the run: eligible to nobody on its first day."""
        found = self._is_new
        if found is None:
            found = self._is_new = np.logical_not(self._world.eligible(book.visits).any(axis=0))
        return found

    def _note_newcomers(self, shown: Shown, rates: Floats, *, is_new: NDArray[np.bool_]) -> None:
        counted = shown.viewed & is_new[np.maximum(shown.promos, 0)]
        self._newcomers.add(shown.promos[counted], rates[counted])

"""A day's true click rates, reckoned once in chunks for all who are allowed to know them."""

from collections.abc import Callable

import numpy as np

from data.worlds.world import Floats, Rows, Visits, World

# Visits at a time: their rates should fit a processor's cache.
CHUNK = 256

Rates = Callable[[Visits, Rows], Floats]


class TrueRates:
    """The rates of one kind, `World.click_rates` or `World.expected_click_rates`."""

    def __init__(self, rates: Rates, world: World) -> None:
        self._rates = rates
        self._every = np.arange(len(world.promos))[None, :]
        self._visits: Visits | None = None
        self._chunk, self._found = -1, np.empty((0, 0))

    def open_day(self, visits: Visits) -> None:
        """Take the visits of the next day."""
        self._visits, self._chunk = visits, -1

    def of(self, row: int) -> Floats:
        """Return the rates of every promo [promos] for a visit of the day. Needs `open_day`."""
        if self._visits is None:
            raise ValueError("no day was opened")
        chunk, at = divmod(row, CHUNK)
        if chunk != self._chunk:
            part = self._visits.chosen(slice(chunk * CHUNK, (chunk + 1) * CHUNK))
            self._chunk, self._found = chunk, self._rates(part, self._every)
        found: Floats = self._found[at]
        return found

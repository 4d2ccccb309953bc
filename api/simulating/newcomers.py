"""What promos earn in their first exposures, of those born while a world is played."""

from dataclasses import dataclass

import numpy as np

from data.worlds.world import Floats, Rows

FIRST_EXPOSURES = 200


@dataclass(slots=True)
class Newcomers:
    """Views [promos] so far and the expected clicks of the first FIRST_EXPOSURES of each."""

    views: Rows
    clicks: Floats

    @classmethod
    def none(cls, promos: int) -> "Newcomers":
        """Return the tally of a world in which nothing was shown yet."""
        return cls(np.zeros(promos, dtype=np.int64), np.zeros(promos))

    def add(self, promos: Rows, click_rates: Floats) -> None:
        """Count exposures [n], in order of time, by the true rates of their examined slots."""
        order = np.argsort(promos, kind="stable")
        ranked = promos[order]
        before = np.arange(len(ranked)) - np.searchsorted(ranked, ranked)
        first = before + self.views[ranked] < FIRST_EXPOSURES
        np.add.at(self.clicks, ranked[first], click_rates[order][first])
        self.views += np.bincount(promos, minlength=len(self.views))

    @property
    def exposures(self) -> Rows:
        """How many first exposures [promos] were counted."""
        return np.minimum(self.views, FIRST_EXPOSURES)

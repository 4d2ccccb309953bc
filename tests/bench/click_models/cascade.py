"""The cascade model (Craswell et al. 2008): down the list until the first click, and no further."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.bench.click_models.click_chances import LEAST_CHANCE, ClickModel, pulled
from tests.bench.click_models.ranked_sessions import Floats, RankedSessions


@dataclass(frozen=True, slots=True)
class Cascade:
    """The chance of a click on each document [documents] that is examined."""

    rates: Floats

    def given_above(self, sessions: RankedSessions) -> Floats:
        """Return the rates down to the first click; below it nothing is examined."""
        examined = ~clicked_above(sessions)
        return np.where(examined, self.rates[sessions.documents], LEAST_CHANCE)

    def unconditional(self, sessions: RankedSessions) -> Floats:
        """Return the rate times the chance that nothing above was clicked."""
        rates = self.rates[sessions.documents]
        passed = np.cumprod(1 - rates, axis=1)
        return np.asarray(rates * np.hstack([np.ones((len(rates), 1)), passed[:, :-1]]))


def clicked_above(sessions: RankedSessions) -> NDArray[np.bool_]:
    """Tell where something above was clicked [sessions, ranks]."""
    return np.asarray(np.cumsum(sessions.clicked, axis=1) - sessions.clicked > 0)


def cascade(sessions: RankedSessions, pull: float) -> ClickModel:
    """Fit in closed form: first clicks over exposures down to them."""
    examined = ~clicked_above(sessions)
    hits, sizes = sessions.by_document(sessions.clicked & examined), sessions.by_document(examined)
    return Cascade(pulled(hits, sizes, pull=pull))

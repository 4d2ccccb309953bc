"""What every click model answers, and the models whose clicks do not depend on one another."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from tests.bench.click_models.ranked_sessions import Floats, RankedSessions

# No outcome is impossible: a model that says so pays 9.2 nats for being wrong.
LEAST_CHANCE = 1e-4


class ClickModel(Protocol):
    """Chances of clicks, each [sessions, ranks]."""

    def given_above(self, sessions: RankedSessions) -> Floats:
        """Return the chance of each click given the clicks above it."""

    def unconditional(self, sessions: RankedSessions) -> Floats:
        """Return the chance of each click before anything was clicked."""


# `pull` is in exposures: how strongly each document's rate is pulled to the usual one.
Fitted = Callable[[RankedSessions, float], ClickModel]


@dataclass(frozen=True, slots=True)
class ExaminedRates:
    """The position-based model: theta [ranks] times the document's rate [documents]."""

    thetas: Floats
    rates: Floats

    def given_above(self, sessions: RankedSessions) -> Floats:
        """Return theta times rate: what was clicked above makes no difference."""
        return self.unconditional(sessions)

    def unconditional(self, sessions: RankedSessions) -> Floats:
        """Return theta times rate."""
        chances: Floats = self.thetas * self.rates[sessions.documents]
        return chances


def pulled(hits: Floats, sizes: Floats, *, pull: float) -> Floats:
    """Return hits / sizes, each pulled to the ratio of their sums; `pull` is in units of size."""
    usual = hits.sum() / max(sizes.sum(), 1e-9)
    rates = (hits + pull * usual) / (sizes + pull)
    return np.asarray(np.clip(rates, LEAST_CHANCE, 1 - LEAST_CHANCE))


def clicks_by_rank(sessions: RankedSessions, pull: float) -> ClickModel:
    """Return the model that knows the rank alone."""
    hits = sessions.clicked.sum(axis=0, dtype=np.float64)
    sizes = np.full(sessions.ranks, float(len(sessions)))
    return ExaminedRates(pulled(hits, sizes, pull=pull), np.ones(sessions.count))


def clicks_by_document(sessions: RankedSessions, pull: float) -> ClickModel:
    """Return the model that knows the document alone."""
    hits, sizes = sessions.by_document(sessions.clicked), sessions.by_document(_ones(sessions))
    return ExaminedRates(np.ones(sessions.ranks), pulled(hits, sizes, pull=pull))


def _ones(sessions: RankedSessions) -> Floats:
    return np.ones(sessions.documents.shape)

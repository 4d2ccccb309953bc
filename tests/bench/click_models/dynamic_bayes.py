"""The dynamic Bayesian network (Chapelle & Zhang 2009): readers go down until they are satisfied.

Examined and attracted they click; a click satisfies with the document's chance, and the satisfied
stop. The others go on with chance gamma. Fitted by expectation-maximisation.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.bench.click_models.click_chances import LEAST_CHANCE, pulled
from tests.bench.click_models.ranked_sessions import Floats, RankedSessions

ROUNDS = 60
START = 0.5


@dataclass(frozen=True, slots=True)
class DynamicBayes:
    """Attraction and satisfaction of each document [documents], and the chance to go on."""

    attraction: Floats
    satisfaction: Floats
    goes_on: float

    def given_above(self, sessions: RankedSessions) -> Floats:
        """Return attraction times the chance of being examined, filtered down the list."""
        found = self._examined(sessions) * self.attraction[sessions.documents]
        return np.asarray(np.clip(found, LEAST_CHANCE, 1 - LEAST_CHANCE))

    def unconditional(self, sessions: RankedSessions) -> Floats:
        """Return attraction times the chance of being examined before anything was clicked."""
        attraction = self.attraction[sessions.documents]
        chances = attraction * self.examination(sessions)
        return np.asarray(np.clip(chances, LEAST_CHANCE, 1 - LEAST_CHANCE))

    def examination(self, sessions: RankedSessions) -> Floats:
        """Return P(examined) [sessions, ranks] before anything was clicked; the first is 1."""
        attraction = self.attraction[sessions.documents]
        stays = self.goes_on * (1 - attraction * self.satisfaction[sessions.documents])
        reached = np.cumprod(stays, axis=1)
        return np.hstack([np.ones((len(sessions), 1)), reached[:, :-1]])

    def _examined(self, sessions: RankedSessions) -> Floats:
        """Return P(examined | the clicks above) [sessions, ranks]."""
        attraction, onward = self.attraction[sessions.documents], self._onward(sessions)
        found = np.ones(sessions.documents.shape)
        for rank in range(1, sessions.ranks):
            above, missed = found[:, rank - 1], 1 - attraction[:, rank - 1]
            still = above * missed / (above * missed + 1 - above)
            still = np.where(sessions.clicked[:, rank - 1], 1, still)
            found[:, rank] = still * onward[:, rank - 1]
        return found

    def _onward(self, sessions: RankedSessions) -> Floats:
        """Return P(the next is examined | this is, and whether it was clicked)."""
        unsatisfied = 1 - self.satisfaction[sessions.documents] * sessions.clicked
        return np.asarray(self.goes_on * unsatisfied)

    def _below(self, sessions: RankedSessions) -> tuple[Floats, Floats]:
        """Return P(this click and those below | examined), | not), each [sessions, ranks + 1]."""
        attraction, onward = self.attraction[sessions.documents], self._onward(sessions)
        ones = np.ones((len(sessions), 1))
        later = np.cumsum(sessions.clicked[:, ::-1], axis=1)[:, ::-1] > 0
        unseen = np.hstack([np.where(later, 0.0, 1.0), ones])
        seen = np.ones_like(unseen)
        here = np.where(sessions.clicked, attraction, 1 - attraction)
        for rank in reversed(range(sessions.ranks)):
            go = onward[:, rank]
            after = go * seen[:, rank + 1] + (1 - go) * unseen[:, rank + 1]
            seen[:, rank] = here[:, rank] * after
        return seen, unseen

    def improved(self, sessions: RankedSessions, *, pull: float) -> "DynamicBayes":
        """Return the model after one round of expectation-maximisation."""
        seen, unseen = self._below(sessions)
        prior = self._examined(sessions)
        likely = prior * seen[:, :-1]
        examined = likely / (likely + (1 - prior) * unseen[:, :-1])
        satisfied = self._satisfied(sessions, seen[:, 1:], unseen[:, 1:])
        # The last rank tells nothing of going on.
        open_ended = (examined * (1 - satisfied))[:, :-1]
        return DynamicBayes(
            attraction=self._rates(sessions, sessions.clicked, examined, pull),
            satisfaction=self._rates(sessions, satisfied, sessions.clicked, pull),
            goes_on=float(examined[:, 1:].sum() / open_ended.sum()),
        )

    def _satisfied(self, sessions: RankedSessions, seen: Floats, unseen: Floats) -> Floats:
        """Return P(satisfied here | all clicks): 0 where nothing was clicked."""
        satisfaction = self.satisfaction[sessions.documents]
        content = satisfaction * unseen
        after = self.goes_on * seen + (1 - self.goes_on) * unseen
        found = content / (content + (1 - satisfaction) * after)
        return np.where(sessions.clicked, found, 0.0)

    @staticmethod
    def _rates(
        sessions: RankedSessions,
        hits: NDArray[np.generic],
        sizes: NDArray[np.generic],
        pull: float,
    ) -> Floats:
        return pulled(sessions.by_document(hits), sessions.by_document(sizes), pull=pull)


def dynamic_bayes(sessions: RankedSessions, pull: float) -> DynamicBayes:
    """Fit by a fixed number of rounds."""
    start = np.full(sessions.count, START)
    model = DynamicBayes(start, start, START)
    for _ in range(ROUNDS):
        model = model.improved(sessions, pull=pull)
    return model

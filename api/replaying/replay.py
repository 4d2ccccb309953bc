"""Makes a past decision's scores again, and holds them against those that were noted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from api.replaying.known_then import article_then, online_then, promos_then
from api.replaying.logged_decision import LoggedDecision, LoggedPromo, logged_decision
from data.lake.lake_store import Lake
from data.learning.kept_learner import KeptLearners
from data.models.model_store import ModelStore
from data.operational.catalogue import Catalogue
from recommender.bare_snapshot import bare_snapshot
from recommender.domain import Arm, Rung
from recommender.errors import Invalid
from recommender.scoring import learned_scores
from recommender.visit import visit_by_id

LAST_DIGIT = 2e-6
"""They are noted in 32 bits."""
REPLAYED = frozenset({(Arm.LEARNED.value, Rung.LEARNED.value)})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayedPromo:
    """A promo as it was noted, and its logit and optimism as they come out again."""

    logged: LoggedPromo
    logit: float
    optimism: float

    @property
    def is_same(self) -> bool | None:
        """Whether both are those that were noted, to the digit; None if they were not noted."""
        noted = [each for each in (self.logged.logit, self.logged.optimism) if each is not None]
        if len(noted) < len(again := [self.logit, self.optimism]):
            return None
        return bool(np.allclose(noted, again, rtol=LAST_DIGIT, atol=LAST_DIGIT))


@dataclass(frozen=True, slots=True)
class Replayed:
    """A decision with its promos, scored again."""

    logged: LoggedDecision
    promos: Sequence[ReplayedPromo]

    @property
    def differing(self) -> int:
        """How many promos come out otherwise than they were noted."""
        return sum(each.is_same is False for each in self.promos)

    @property
    def noted(self) -> int:
        """How many promos' scores were noted."""
        return sum(each.is_same is not None for each in self.promos)


def replay(
    decision: str, *, lake: Lake, catalogue: Catalogue, models: ModelStore, kept: KeptLearners
) -> Replayed:
    """Score a decision's promos again. Raises Invalid, NotFound, InvalidModel, Unavailable."""
    logged = logged_decision(lake, decision)
    if (logged.arm, logged.rung) not in REPLAYED or logged.article is None:
        told = f"{decision} was answered by the {logged.arm} arm on the rung {logged.rung}"
        raise Invalid(f"{told}: only learned rankings of known articles have scores to replay")
    at = logged.decided_at
    promos = promos_then(catalogue, [each.promo for each in logged.promos], at)
    article = article_then(catalogue, logged.site, logged.article, at)
    learned = models.load(logged.model) if logged.model else None
    snapshot = bare_snapshot(promos, [article], learned=learned, now=at)
    if logged.online is not None:
        online = online_then(lake, kept, logged.online, snapshot.promos)
        snapshot = replace(snapshot, online=online)
    visit = visit_by_id(
        snapshot, logged.site, logged.article, reader=logged.reader, local_hour=logged.local_hour
    )
    rows = np.arange(len(promos))
    logits, optimism = learned_scores(snapshot, visit, rows)
    found = [
        ReplayedPromo(logged=each, logit=logit, optimism=extra)
        for each, logit, extra in zip(
            logged.promos, logits.tolist(), optimism.tolist(), strict=True
        )
    ]
    return Replayed(logged, found)

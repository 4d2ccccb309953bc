"""The JSON of `GET /v1/explain`."""

from pydantic import BaseModel, ConfigDict

from recommender.domain import Arm, Reason, Rung


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ScoredShape(_Shape):
    """What a promo's score consists of: log(click_rate * value_micros) + optimism."""

    promo: str
    click_rate: float
    value_micros: float
    optimism: float
    score: float


class ExplainedSlotShape(ScoredShape):
    """A filled slot; `is_forced` if nothing else could stand there."""

    position: int
    propensity: float
    is_forced: bool
    is_reserved: bool


class CandidateShape(ScoredShape):
    """A promo that could have been drawn, and why it was not."""

    reason: Reason


class EmptySlotShape(_Shape):
    """A slot that stayed empty, and why."""

    position: int
    reason: Reason


class ExplainedPlacementShape(_Shape):
    """A placement; `candidates` come best first, `left_out` has every promo that is not shown."""

    slots: list[ExplainedSlotShape] = []
    unfilled: list[EmptySlotShape] = []
    candidates: list[CandidateShape] = []
    left_out: dict[str, Reason] = {}


class ExplainedShape(_Shape):
    """One decision with its reasons; it was never shown and never counts."""

    site: str
    article: str
    is_article_known: bool
    model: str | None
    arm: Arm
    rung: Rung
    placements: dict[str, ExplainedPlacementShape]

"""The JSON shapes of the slots answer, for the schema and for tests; the hot door joins bytes."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from recommender.domain import Arm, Reason, Rung


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SlotShape(_Shape):
    """One promo in its slot. A paid one bears a disclosure."""

    position: int
    promo: str
    kind: str
    label: str | None
    title: str
    summary: str | None
    image: str | None
    source: str
    display_url: str | None
    call_to_action: str | None
    sponsored: bool
    disclosure: str | None
    rel: str
    url: str
    click_url: str
    token: str


class UnfilledShape(_Shape):
    """A slot that stayed empty, and why."""

    position: int
    reason: Reason


class FilledPlacementShape(_Shape):
    """A placement's slots in their order."""

    heading: str | None
    slots: list[SlotShape]
    unfilled: list[UnfilledShape]


class AnswerShape(_Shape):
    """The answer to an ask. `reason` says why it was not made on the highest rung."""

    decision: str
    model: str | None
    arm: Arm
    rung: Rung
    reason: Literal["no_snapshot", "unknown_article", "deadline", "failure"] | None = None
    placements: dict[str, FilledPlacementShape]

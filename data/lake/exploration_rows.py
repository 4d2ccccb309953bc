"""What the keeper reckons that exploring has spent, a row for some minutes."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplorationRow:
    """Some minutes of one placement and arm.

    Sums over `pages` of what they showed and of what was best for them, in micros expected, and
    of products; each page stands for `weight` of the arm's. `temperature` is the one in force, of
    the learned arm alone.
    """

    made_at: datetime
    site: str
    placement: str
    arm: str
    temperature: float | None
    pages: int
    weight: float
    shown: float
    best: float
    shown_x_shown: float
    best_x_best: float
    shown_x_best: float

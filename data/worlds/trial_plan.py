"""How long a trial in a world runs, if whoever judges policies there says nothing else."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialPlan:
    """So many days from `first_day` (aware, midnight UTC) on, each with so many page views."""

    days: int
    views_a_day: int
    first_day: datetime

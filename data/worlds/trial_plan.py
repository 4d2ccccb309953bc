"""How long a trial in a world runs, if whoever judges policies there says nothing else."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from recommender.errors import InvalidWorld


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialPlan:
    """So many days from `first_day` (aware, midnight UTC) on, each with so many page views.

    Raises InvalidWorld for another beginning, or for less than a day or a view.
    """

    days: int
    views_a_day: int
    first_day: datetime

    def __post_init__(self) -> None:
        """See that there is something to play."""
        if self.days < 1 or self.views_a_day < 1:
            raise InvalidWorld("a trial plan needs a day and a view a day at least")
        if self.first_day.utcoffset() != timedelta(0) or self.first_day.time() != time(0):
            raise InvalidWorld(
                f"a trial begins at midnight UTC, with the time zone: not at {self.first_day}"
            )

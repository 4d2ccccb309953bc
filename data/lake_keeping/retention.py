"""Which whole days are forgotten, and whether the clock that says so may be believed."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

DAY = timedelta(days=1)
PROVEN_WITHIN = timedelta(days=3)


def last_forgotten(now: datetime, *, keep_days: int) -> date:
    """Return the last day that is older than is to be kept."""
    return now.date() - (keep_days + 1) * DAY


def is_believed(now: datetime, days: Iterable[date]) -> bool:
    """Whether the days that rows lie in bear the clock out.

    A clock that was set far ahead dates what comes then, too: today and yesterday prove nothing, a
    row of the two days before does.
    """
    before = max((day for day in days if day < now.date() - DAY), default=date.min)
    return before >= now.date() - PROVEN_WITHIN


def doubt(now: datetime, last: date) -> str:
    """Return in words why nothing is forgotten."""
    return (
        f"no day up to {last} is forgotten: nothing was received in the days before"
        f" {now.date() - DAY}, so the clock may be wrong. See that it is right: then they are"
        " forgotten by themselves, once readers have come for three days"
    )

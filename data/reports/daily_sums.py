"""The keeper's part of the reports: sums of days that are over, or busy, made and kept."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pyarrow as pa

from data.lake.lake_store import Lake
from data.reports.damaged_days import is_of_days
from data.reports.day_span import DAY, DaySpan
from data.reports.day_states import DayState, day_states
from data.reports.day_sums import span_moments
from data.reports.kept_days import (
    TABLES,
    KeptDay,
    end_of,
    in_other_zones,
    is_complete,
    is_of_sums,
    is_younger,
    kept_days,
    kept_name,
    name_within,
    newest_of,
)
from data.reports.moments import DIMENSIONS
from data.reports.plain_counts import event_counts, fill_counts
from recommender.errors import SpoiltFile

MADE_AFTER = timedelta(minutes=10)
"""After a day's end, and again after its sums were made while more of its events come."""
LOOK_EVERY = timedelta(minutes=1)
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Due:
    """A day whose sums may have to be made, and those that are known."""

    day: date
    state: DayState
    known: list[KeptDay]

    def at(self, now: datetime) -> bool:
        """Whether they have to be made now."""
        if any(
            is_complete(each, self.state, now=now) or is_younger(each, MADE_AFTER, now=now)
            for each in self.known
        ):
            return False
        return self.state.is_busy or now >= end_of(self.day) + MADE_AFTER


class DailySums:
    """Makes the sums of one day a step; only one process may."""

    def __init__(
        self, lake: Lake, *, zones: Callable[[], Mapping[str, str]], keep_days: int
    ) -> None:
        self._lake = lake
        self._zones = zones
        self._keep = timedelta(days=keep_days)
        self._look_at: datetime | None = None
        self._damaged: dict[date, DayState] = {}
        self._spoilt: set[str] = set()

    def step(self, now: datetime) -> date | None:
        """Make the sums of the newest day that lacks them; return it, None if none does.

        Cheap while nothing is due. A day that a damaged file spoils is passed over until its files
        change. Raises Unavailable: to be tried again later.
        """
        if self._look_at is not None and timedelta(0) <= self._look_at - now <= LOOK_EVERY:
            return None
        while due := self._due(now):
            try:
                self._make(due, now=now)
            except SpoiltFile as error:
                if not is_of_days(error):
                    raise
                logger.warning("%s cannot be summed for the reports: %s", due.day, error)
                self._damaged[due.day] = due.state
            else:
                return due.day
        self._look_at = now + LOOK_EVERY
        return None

    def _due(self, now: datetime) -> _Due | None:
        span = {"first": 1, "last": now.date().toordinal()}
        states = day_states(self._lake, **span)
        kept, strayed = self._kept(now, **span)
        for day, state in reversed(states.items()):
            # What begins to expire is left as it was counted when it was whole.
            if now >= end_of(day) + self._keep - DAY:
                continue
            due = _Due(day, state, kept.get(day, []))
            if self._damaged.get(day) != state and (day in strayed or due.at(now)):
                return due
        return None

    def _kept(self, now: datetime, **span: int) -> tuple[dict[date, list[KeptDay]], set[date]]:
        """Return the sums that are there and whole, and the days of them to be made anew."""
        while True:
            kept = kept_days(self._lake, **span, without=self._spoilt)
            newest = [newest_of(known, now=now) for known in kept.values()]
            try:
                return kept, in_other_zones(self._lake, newest, self._zones())
            except SpoiltFile as error:
                if not is_of_sums(error):
                    raise
                logger.warning("sums for the reports are made anew: %s", error)
                self._spoilt.add(name_within(error.path))

    def _make(self, due: _Due, *, now: datetime) -> None:
        zones = self._zones()
        span = DaySpan(first=due.day, last=due.day, zones=zones)
        # The state was told before the rows are read: what comes meanwhile makes another.
        name = kept_name(due.state.digest, now)
        counts = [fill_counts(self._lake, span), event_counts(self._lake, span)]
        for table, rows in (
            ("report_counts", pa.concat_tables(counts)),
            ("report_sums", span_moments(self._lake, span, bys=tuple(DIMENSIONS))),
        ):
            self._lake.append(table, _told(rows, zones, name), name=name, day=due.day)
        # A report may be reading the last but one.
        for old in due.known:
            if old != newest_of(due.known, now=now):
                for table in TABLES:
                    self._lake.remove_named(table, {kept_name(old.state, old.made_at)})


def _told(rows: pa.Table, zones: Mapping[str, str], name: str) -> pa.Table:
    told = [zones.get(site, "UTC") for site in rows["site"].to_pylist()]
    return rows.append_column("zone", pa.array(told, pa.string())).append_column(
        "kept", pa.array([name] * len(rows), pa.string())
    )

"""The keeper's part of the reports: the sums of days that are over, made and kept."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

import pyarrow as pa

from data.lake.lake_store import Lake
from data.reports.day_span import DAY, DaySpan
from data.reports.day_sums import span_moments
from data.reports.kept_days import (
    TABLES,
    KeptDay,
    day_states,
    end_of,
    in_other_zones,
    is_whole,
    kept_days,
    kept_name,
)
from data.reports.moments import DIMENSIONS
from data.reports.plain_counts import event_counts, fill_counts

MADE_AFTER = timedelta(minutes=10)
"""After a day's end, and again after its sums were made while its last events come."""
LOOK_EVERY = timedelta(minutes=1)


class DailySums:
    """Makes the sums of one day a step; only one process may."""

    def __init__(
        self, lake: Lake, *, zones: Callable[[], Mapping[str, str]], keep_days: int
    ) -> None:
        self._lake = lake
        self._zones = zones
        self._keep = timedelta(days=keep_days)
        self._look_at: datetime | None = None

    def step(self, now: datetime) -> date | None:
        """Make the sums of the newest day that lacks them; return it, None if none does.

        Cheap while nothing is due. Raises Unavailable: to be tried again later.
        """
        if self._look_at is not None and timedelta(0) <= self._look_at - now <= LOOK_EVERY:
            return None
        due = self._due(now)
        if due is None:
            self._look_at = now + LOOK_EVERY
            return None
        self._make(*due, now=now)
        return due[0]

    def _due(self, now: datetime) -> tuple[date, str, list[KeptDay]] | None:
        span = {"first": 1, "last": now.date().toordinal()}
        states, kept = day_states(self._lake, **span), kept_days(self._lake, **span)
        newest = [all_of[-1] for all_of in kept.values()]
        strayed = in_other_zones(self._lake, newest, self._zones())
        for day, state in reversed(states.items()):
            # What begins to expire is left as it was counted when it was whole.
            if not end_of(day) + MADE_AFTER <= now < end_of(day) + self._keep - DAY:
                continue
            known = kept.get(day, [])
            if not known or day in strayed or _is_late(known[-1], state, now=now):
                return day, state, known
        return None

    def _make(self, day: date, state: str, known: list[KeptDay], *, now: datetime) -> None:
        zones = self._zones()
        span = DaySpan(first=day, last=day, zones=zones)
        # The state was told before the rows are read: what comes meanwhile makes another.
        name = kept_name(state, now)
        counts = [fill_counts(self._lake, span), event_counts(self._lake, span)]
        for table, rows in (
            ("report_counts", pa.concat_tables(counts)),
            ("report_sums", span_moments(self._lake, span, bys=tuple(DIMENSIONS))),
        ):
            self._lake.append(table, _told(rows, zones, name), name=name, day=day)
        # The last but one stays: a report may be reading it.
        for old in known[:-1]:
            for table in TABLES:
                self._lake.remove_named(table, {kept_name(old.state, old.made_at)})


def _is_late(kept: KeptDay, state: str, *, now: datetime) -> bool:
    return abs(now - kept.made_at) >= MADE_AFTER and not is_whole(kept, state)


def _told(rows: pa.Table, zones: Mapping[str, str], name: str) -> pa.Table:
    told = [zones.get(site, "UTC") for site in rows["site"].to_pylist()]
    return rows.append_column("zone", pa.array(told, pa.string())).append_column(
        "kept", pa.array([name] * len(rows), pa.string())
    )

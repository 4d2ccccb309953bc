"""Some days in a row, and how sites' own days lie in them.

The lake is parted by days of UTC; a report's days are those of each site's time zone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import numpy as np
import pyarrow as pa

from data.lake.decision_ids import TIME_LENGTH, decision_ids
from data.lake.lake_schemas import MOMENT, TEXT
from data.lake.lake_store import Lake
from data.lake.lateness import TOLD_WITHIN

DAY = timedelta(days=1)
LATE_DAYS = -(-TOLD_WITHIN // DAY)
"""So many days further on a decision's last events may lie."""
ID_MARGIN = timedelta(hours=1)
"""A decision's id bears its time to the millisecond; where it was made elsewhere, about."""
LOCAL_DAYS = pa.schema(
    [("zone_site", TEXT), ("local_day", pa.date32()), ("starts_at", MOMENT), ("ends_at", MOMENT)]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySpan:
    """The decisions of the UTC days `first` to `last`, both included; `zones` by site."""

    first: date
    last: date
    zones: Mapping[str, str]

    @property
    def starts_at(self) -> datetime:
        """The first moment in it."""
        return _midnight(self.first)

    @property
    def ends_at(self) -> datetime:
        """The first moment after it."""
        return _midnight(self.last) + DAY

    def alone(self) -> "list[DaySpan]":
        """Return each of its days as a span."""
        count = (self.last - self.first).days + 1
        days = [self.first + number * DAY for number in range(count)]
        return [DaySpan(first=day, last=day, zones=self.zones) for day in days]

    def events(self, lake: Lake) -> Any:
        """Return all events of the span's decisions, and some of its neighbours'."""
        return self._of_ids(
            lake.read("events", since=self.first, until=self.last + LATE_DAYS * DAY)
        )

    def slots(self, lake: Lake, table_name: str = "slots") -> Any:
        """Return the span's slots (or `unfilled`), and some of its neighbours'."""
        return self._of_ids(lake.read(table_name, since=self.first - DAY, until=self.last + DAY))

    def decisions(self, lake: Lake) -> Any:
        """Return the span's decisions with their `utc_day` and `day`."""
        return self.with_days(lake.read("decisions", since=self.first, until=self.last))

    def _of_ids(self, rows: Any) -> Any:
        lowest, highest = _id_at(self.starts_at - ID_MARGIN), _id_at(self.ends_at + ID_MARGIN)
        return rows.filter(rows.decision >= lowest, rows.decision < highest)

    def with_days(self, decisions: Any) -> Any:
        """Return decisions with `utc_day` and `day`, the one of their site's time zone."""
        known = ibis.memtable(self._local_days())
        at = decisions.decided_at
        found = decisions.left_join(
            known,
            [
                decisions.site == known.zone_site,
                at >= known.starts_at,
                at < known.ends_at,
            ],
        )
        utc_day = found.decided_at.date()
        return found.mutate(utc_day=utc_day, day=ibis.coalesce(found.local_day, utc_day)).drop(
            *LOCAL_DAYS.names
        )

    def _local_days(self) -> pa.Table:
        rows = [
            {
                "zone_site": site,
                "local_day": day,
                "starts_at": _midnight(day, zone),
                "ends_at": _midnight(day + DAY, zone),
            }
            for site, zone in self.zones.items()
            for day in self._days_around()
        ]
        return pa.Table.from_pylist(rows, schema=LOCAL_DAYS)

    def _days_around(self) -> list[date]:
        count = (self.last - self.first).days + 3
        return [self.first - DAY + number * DAY for number in range(count)]


def _midnight(day: date, zone: str = "UTC") -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _id_at(moment: datetime) -> str:
    """Return the letters that the ids of a moment begin with."""
    at_ms = np.array([max(int(moment.timestamp() * 1000), 0)])
    nothing = np.zeros(1, dtype=np.uint64)
    return str(decision_ids(at_ms, high=nothing, low=nothing)[0].decode()[:TIME_LENGTH])

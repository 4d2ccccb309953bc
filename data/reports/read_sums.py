"""What a report reads: the sums of its days, those kept where they hold, else the lake itself."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from data.lake.engine import fetch
from data.lake.lake_store import Lake
from data.lake.report_schemas import COUNTED, DIMENSION, MOMENTS, REAL, WHOLE
from data.reports.day_span import DAY, DaySpan
from data.reports.day_states import day_states
from data.reports.day_sums import span_moments
from data.reports.kept_days import KeptDay, holding, in_other_zones, is_complete, kept_days
from data.reports.moments import merged
from data.reports.plain_counts import KEYS, added, event_counts, fill_counts
from data.reports.report_ask import ReportAsk

DAYS_AT_ONCE = 7
MIXED = ("day", "arm")


@dataclass(frozen=True, kw_only=True)
class SumsReader:
    """Reads the days of one ask."""

    lake: Lake
    ask: ReportAsk
    zones: Mapping[str, str]
    now: datetime

    def moments(self, bys: Sequence[str], *, apart: Sequence[str] = ()) -> pa.Table:
        """Return MOMENTS of the days and site asked for.

        Of a month there are millions: the kept ones come summed over what is not to be told apart
        (of MIXED, whose column then says nothing). Raises Unavailable.
        """
        kept = self._kept("report_sums")
        mixed = {"day": ibis.literal(self.ask.since), "arm": ibis.literal("")}
        kept = kept.filter(kept.by.isin(list(bys))).mutate(
            **{name: mixed[name] for name in MIXED if name not in apart}
        )
        sums = {name: kept[name].sum() for name in (*WHOLE, *REAL)}
        found = fetch(kept.group_by(list(DIMENSION)).aggregate(**sums))
        live = [span_moments(self.lake, span, bys=bys) for span in self._spans()]
        return merged([found.select(MOMENTS.names).cast(MOMENTS), *map(self._asked_of, live)])

    def fills(self) -> pa.Table:
        """Return the counts of slots filled and not."""
        kept = self._kept("report_counts")
        return self._counted(
            kept.filter(kept.what != "event"),
            (fill_counts(self.lake, span) for span in self._spans()),
        )

    def events(self) -> pa.Table:
        """Return the counts of events valid and not."""
        kept = self._kept("report_counts")
        return self._counted(
            kept.filter(kept.what == "event"),
            (event_counts(self.lake, span) for span in self._spans()),
        )

    @property
    def as_of(self) -> datetime:
        """From when on events may be missing."""
        return min([self.now, *(each.made_at for each in self._holding[1])])

    def _counted(self, kept: Any, live: Iterable[pa.Table]) -> pa.Table:
        found = fetch(kept.group_by(KEYS).aggregate(number=kept.number.sum()))
        return added([found.select(COUNTED.names).cast(COUNTED), *map(self._asked_of, live)])

    def _kept(self, table: str) -> Any:
        """Return the kept rows of the days that hold, of what is asked."""
        paths = [path for each in self._holding[0] for path in each.files if f"/{table}/" in path]
        rows = self.lake.read_files(table, paths)
        rows = rows.filter(
            rows.day >= ibis.literal(self.ask.since), rows.day <= ibis.literal(self.ask.until)
        )
        return rows if self.ask.site is None else rows.filter(rows.site == self.ask.site)

    @cached_property
    def _holding(self) -> tuple[list[KeptDay], list[KeptDay]]:
        """Return the sums to be read, and those of them that are not of all that will be told."""
        span = {"first": self._reach[0], "last": self._reach[1]}
        states = day_states(self.lake, **span)
        known = kept_days(self.lake, **span)
        held = [holding(each, states.get(day), now=self.now) for day, each in known.items()]
        good = [each for each in held if each is not None]
        strayed = in_other_zones(self.lake, good, self.zones)
        # Of an expired day there is nothing else to be read.
        good = [each for each in good if each.day not in strayed or each.day not in states]
        return good, [
            each for each in good if not is_complete(each, states.get(each.day), now=self.now)
        ]

    def _spans(self) -> Iterator[DaySpan]:
        """Yield the days to be read live."""
        held = {each.day for each in self._holding[0]}
        first, last = self._reach
        days = [
            day
            for day in self.lake.days("decisions")
            if first <= day.toordinal() <= last and day not in held
        ]
        while days:
            row = [days.pop(0)]
            while days and days[0] - row[-1] == DAY and len(row) < DAYS_AT_ONCE:
                row.append(days.pop(0))
            yield DaySpan(first=row[0], last=row[-1], zones=self.zones)

    @property
    def _reach(self) -> tuple[int, int]:
        """The days of UTC, as ordinals, that those asked for may reach into."""
        return self.ask.since.toordinal() - 1, self.ask.until.toordinal() + 1

    def _asked_of(self, rows: pa.Table) -> pa.Table:
        is_asked = pc.and_(
            pc.greater_equal(rows["day"], pa.scalar(self.ask.since)),
            pc.less_equal(rows["day"], pa.scalar(self.ask.until)),
        )
        if self.ask.site is not None:
            is_asked = pc.and_(is_asked, pc.equal(rows["site"], self.ask.site))
        return rows.filter(is_asked)

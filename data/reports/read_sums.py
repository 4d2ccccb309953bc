"""What a report reads: the sums of its days, those kept where they hold, else the lake itself."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from data.lake.engine import fetch
from data.lake.lake_files import day_of
from data.lake.lake_store import Lake
from data.lake.report_schemas import COUNTED, DIMENSION, MOMENTS, REAL, WHOLE
from data.reports.damaged_days import DamagedDays, is_of_days
from data.reports.day_span import DAY, DaySpan
from data.reports.day_states import day_states
from data.reports.day_sums import span_moments
from data.reports.kept_days import (
    KeptDay,
    holding,
    in_other_zones,
    is_complete,
    kept_days,
    newest_of,
)
from data.reports.moments import merged
from data.reports.plain_counts import KEYS, added, event_counts, fill_counts
from data.reports.report_ask import ReportAsk
from recommender.errors import SpoiltFile

DAYS_AT_ONCE = 7
MIXED = ("day", "arm")
ReadKept = Callable[[Sequence[KeptDay]], pa.Table]
ReadLive = Callable[[DaySpan], pa.Table]


@dataclass(frozen=True, kw_only=True)
class SumsReader:
    """Reads the days of one ask, as if the kept sums `without` (spoilt files) were not there."""

    lake: Lake
    ask: ReportAsk
    zones: Mapping[str, str]
    now: datetime
    without: Set[str] = frozenset()
    damaged: DamagedDays = field(default_factory=DamagedDays)

    def moments(self, bys: Sequence[str], *, apart: Sequence[str] = ()) -> pa.Table:
        """Return MOMENTS of the days and site asked for.

        Of a month there are millions: the kept ones come summed over what is not to be told apart
        (of MIXED, whose column then says nothing). Raises Unavailable.
        """

        def read_kept(days: Sequence[KeptDay]) -> pa.Table:
            rows = self._rows_of("report_sums", days)
            mixed = {"day": ibis.literal(self.ask.since), "arm": ibis.literal("")}
            rows = rows.filter(rows.by.isin(list(bys))).mutate(
                **{name: mixed[name] for name in MIXED if name not in apart}
            )
            sums = {name: rows[name].sum() for name in (*WHOLE, *REAL)}
            found = fetch(rows.group_by(list(DIMENSION)).aggregate(**sums))
            return found.select(MOMENTS.names).cast(MOMENTS)

        return merged(self._read(read_kept, lambda span: span_moments(self.lake, span, bys=bys)))

    def fills(self) -> pa.Table:
        """Return the counts of slots filled and not. Raises Unavailable."""
        return added(
            self._read(
                lambda days: self._counted(days, ("filled", "unfilled")),
                lambda span: fill_counts(self.lake, span),
            )
        )

    def events(self) -> pa.Table:
        """Return the counts of events valid and not. Raises Unavailable."""
        return added(
            self._read(
                lambda days: self._counted(days, ("event",)),
                lambda span: event_counts(self.lake, span),
            )
        )

    @property
    def as_of(self) -> datetime:
        """From when on events may be missing."""
        counted_at = [each.made_at for each in self._holding[1]]
        return min([self.now, *counted_at, *self.damaged.counted_at])

    def note_lost(self, spoilt: Iterable[SpoiltFile]) -> None:
        """Note the days of spoilt sums of which nothing else is kept any more."""
        there = set(self.lake.days("decisions"))
        for error in spoilt:
            if (day := day_of(error.path)) not in there:
                self.damaged.note(day, error, instead=None)

    def _counted(self, days: Sequence[KeptDay], what: Sequence[str]) -> pa.Table:
        rows = self._rows_of("report_counts", days)
        rows = rows.filter(rows.what.isin(list(what)))
        found = fetch(rows.group_by(KEYS).aggregate(number=rows.number.sum()))
        return found.select(COUNTED.names).cast(COUNTED)

    def _read(self, read_kept: ReadKept, read_live: ReadLive) -> Iterator[pa.Table]:
        """Yield the kept sums that hold, and what is read of the other days."""
        yield read_kept(self._holding[0])
        for span in self._spans():
            for table in self._read_span(span, read_kept, read_live):
                yield self._asked_of(table)

    def _read_span(
        self, span: DaySpan, read_kept: ReadKept, read_live: ReadLive
    ) -> Iterable[pa.Table]:
        """Read some days from the lake; of a damaged one what was last counted."""
        try:
            return [read_live(span)]
        except SpoiltFile as error:
            if not is_of_days(error):
                raise
            if span.first < span.last:
                return [
                    each
                    for day in span.alone()
                    for each in self._read_span(day, read_kept, read_live)
                ]
            known = self._known.get(span.first)
            instead = newest_of(known, now=self.now) if known else None
            self.damaged.note(span.first, error, instead=instead)
            return [read_kept([instead])] if instead else []

    def _rows_of(self, table: str, days: Sequence[KeptDay]) -> Any:
        """Return the kept rows of some days, of what is asked."""
        paths = [path for each in days for path in each.files if f"/{table}/" in path]
        rows = self.lake.read_files(table, paths)
        rows = rows.filter(
            rows.day >= ibis.literal(self.ask.since), rows.day <= ibis.literal(self.ask.until)
        )
        return rows if self.ask.site is None else rows.filter(rows.site == self.ask.site)

    @cached_property
    def _known(self) -> dict[date, list[KeptDay]]:
        first, last = self._reach
        return kept_days(self.lake, first=first, last=last, without=self.without)

    @cached_property
    def _holding(self) -> tuple[list[KeptDay], list[KeptDay]]:
        """Return the sums to be read, and those of them that are not of all that will be told."""
        span = {"first": self._reach[0], "last": self._reach[1]}
        states = day_states(self.lake, **span)
        held = [holding(each, states.get(day), now=self.now) for day, each in self._known.items()]
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

"""What a report reads: the sums of its days, those kept where they hold, else the lake itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import pyarrow as pa
import pyarrow.compute as pc

from data.lake.lake_store import Lake
from data.reports.day_span import DAY, DaySpan
from data.reports.day_sums import span_moments
from data.reports.moments import merged
from data.reports.plain_counts import added, event_counts, fill_counts
from data.reports.report_ask import ReportAsk

DAYS_AT_ONCE = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class SumsReader:
    """Reads the days of one ask."""

    lake: Lake
    ask: ReportAsk
    zones: Mapping[str, str]
    now: datetime

    def moments(self, bys: Sequence[str]) -> pa.Table:
        """Return MOMENTS of the days and site asked for. Raises Unavailable."""
        live = [span_moments(self.lake, span, bys=bys) for span in self._spans()]
        return self._asked(merged(live))

    def fills(self) -> pa.Table:
        """Return the counts of slots filled and not."""
        return self._asked(added(fill_counts(self.lake, span) for span in self._spans()))

    def events(self) -> pa.Table:
        """Return the counts of events valid and not."""
        return self._asked(added(event_counts(self.lake, span) for span in self._spans()))

    def _spans(self) -> Iterator[DaySpan]:
        days = self._days()
        while days:
            row = [days.pop(0)]
            while days and days[0] - row[-1] == DAY and len(row) < DAYS_AT_ONCE:
                row.append(days.pop(0))
            yield DaySpan(first=row[0], last=row[-1], zones=self.zones)

    def _days(self) -> list[date]:
        """Return the days of UTC that those asked for may reach into."""
        first, last = self.ask.since.toordinal() - 1, self.ask.until.toordinal() + 1
        return [day for day in self.lake.days("decisions") if first <= day.toordinal() <= last]

    def _asked(self, rows: pa.Table) -> pa.Table:
        is_asked = pc.and_(
            pc.greater_equal(rows["day"], pa.scalar(self.ask.since)),
            pc.less_equal(rows["day"], pa.scalar(self.ask.until)),
        )
        if self.ask.site is not None:
            is_asked = pc.and_(is_asked, pc.equal(rows["site"], self.ask.site))
        return rows.filter(is_asked)

"""Answers a report's question from the lake."""

from collections.abc import Mapping
from datetime import datetime

from data.lake.lake_store import Lake
from data.reports.definitions import DEFINITIONS, day_meaning
from data.reports.report_ask import ReportAsk, checked
from data.reports.report_columns import TITLES, columns_of
from data.reports.report_table import ReportTable

NOTHING = "Nothing was shown in these days."


def report(lake: Lake, ask: ReportAsk, *, now: datetime, zones: Mapping[str, str]) -> ReportTable:
    """Return the report asked for; `zones` are the sites' time zones (a site not in it has UTC).

    Raises NotFound, Invalid (`report_ask.checked`), Unavailable if the lake cannot be read.
    """
    checked(ask)
    del lake
    keys, measures = columns_of(ask.name, ask.dimension)
    asked = [zones.get(ask.site, "UTC")] if ask.site else sorted(set(zones.values())) or ["UTC"]
    return ReportTable(
        name=ask.name,
        by=ask.dimension,
        title=TITLES[ask.name],
        since=ask.since,
        until=ask.until,
        site=ask.site,
        time_zones=tuple(asked),
        as_of=now,
        keys=len(keys),
        columns=(*keys, *measures),
        rows=(),
        notes=(NOTHING,),
        definitions=(*DEFINITIONS[ask.name], day_meaning(tuple(asked))),
    )

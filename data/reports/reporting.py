"""Answers a report's question from the lake."""

from collections.abc import Callable, Mapping
from datetime import datetime

from data.lake.lake_store import Lake
from data.reports.definitions import DEFINITIONS, day_meaning
from data.reports.exploration_table import exploration
from data.reports.invalid_table import invalid
from data.reports.kept_days import is_of_sums, name_within
from data.reports.lift_table import lift
from data.reports.performance_table import performance
from data.reports.read_sums import SumsReader
from data.reports.report_ask import ReportAsk, checked
from data.reports.report_body import Body
from data.reports.report_columns import TITLES, columns_of
from data.reports.report_table import ReportTable
from data.reports.trending_table import trending
from data.reports.unfilled_table import unfilled
from recommender.errors import SpoiltFile

BODIES: dict[str, Callable[[SumsReader, str], Body]] = {
    "performance": performance,
    "lift": lift,
    "trending": trending,
    "unfilled": unfilled,
    "exploration": exploration,
    "invalid": invalid,
}
NOTHING = "Nothing was shown in these days."


def report(lake: Lake, ask: ReportAsk, *, now: datetime, zones: Mapping[str, str]) -> ReportTable:
    """Return the report asked for; `zones` are the sites' time zones (a site not in it has UTC).

    A day whose files are damaged is told as last counted, or left out, and named in a note.
    Raises NotFound, Invalid (`report_ask.checked`), Unavailable if the lake cannot be read.
    """
    checked(ask)
    reader, body, as_of = _read(lake, ask, now=now, zones=zones)
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
        as_of=as_of,
        keys=len(keys),
        columns=(*keys, *measures),
        rows=body.rows,
        total=body.total,
        notes=(*reader.damaged.notes(), *_notes(body)),
        definitions=(*DEFINITIONS[ask.name], day_meaning(tuple(asked))),
    )


def _read(
    lake: Lake, ask: ReportAsk, *, now: datetime, zones: Mapping[str, str]
) -> tuple[SumsReader, Body, datetime]:
    """Read what is asked; sums that are spoilt are passed over, and their days counted anew."""
    spoilt: dict[str, SpoiltFile] = {}
    while True:
        reader = SumsReader(lake=lake, ask=ask, zones=zones, now=now, without=spoilt.keys())
        try:
            body = BODIES[ask.name](reader, ask.dimension)
            # Even of a report that needs no sums it is told when they were counted.
            as_of = reader.as_of
        except SpoiltFile as error:
            name = name_within(error.path)
            if not is_of_sums(error) or name in spoilt:
                raise
            spoilt[name] = error
        else:
            reader.note_lost(spoilt.values())
            return reader, body, as_of


def _notes(body: Body) -> tuple[str, ...]:
    return body.notes if body.rows or body.notes else (NOTHING,)

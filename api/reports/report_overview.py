"""The page of the reports: one sentence, four figures, charts, then what they are made of."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from babel.dates import format_interval

from api.reports.overview_figures import Share, figures_of, share_of
from api.reports.overview_shapes import Drawn, Option, Overview, Part
from api.reports.report_cells import count, percent
from api.reports.report_chart import Chart, Shape
from api.reports.report_links import Link, Place
from api.reports.report_notes import note_in
from api.reports.report_sentences import cell_of, first_sentences
from api.reports.report_terms import MEANINGS
from api.reports.report_wording import ReportWording
from api.reports.table_view import TableView, name_of, table_view
from data.reports.report_ask import BYS, ReportAsk
from data.reports.report_table import Definition, Estimate, ReportTable, Row
from recommender.domain import Site

PERIODS = (7, 28, 90)
WIDTHS = {"narrow": 340, "wide": 720}
"""In pixels; the stylesheet shows the one that fits."""
ROWS_DRAWN = 8
FEWEST_DAYS = 2
Points = tuple[tuple[str, float, float, float], ...]


def asks_of(place: Place) -> list[ReportAsk]:
    """Return the reports that `overview` is made of, in their order."""
    return [
        place.ask("performance", by="day"),
        place.ask("performance", by=place.by),
        place.ask("lift"),
        place.ask("trending"),
        place.ask("unfilled"),
        place.ask("invalid"),
    ]


def overview(
    tables: Sequence[ReportTable],
    words: ReportWording,
    *,
    place: Place,
    sites: Sequence[Site],
    may_see_all: bool,
) -> Overview:
    """Make up the page from the tables that `asks_of` asked for."""
    days, chosen, lift, trending, unfilled, invalid = tables
    shown = cell_of(days.total, days, "impressions")
    is_empty = not shown
    gains = [] if is_empty else [_compared(lift, words, place), _trending(trending, words, place)]
    return Overview(
        title=_title(place, words, sites=sites),
        period=_period(days, words),
        since=place.since.isoformat(),
        until=place.until.isoformat(),
        by=place.by,
        periods=_periods(place, words),
        sites=_options(place, words, sites=sites, may_see_all=may_see_all),
        is_empty=is_empty,
        sentences=tuple(first_sentences(days, lift, words)),
        warnings=_warnings(days, words),
        figures=figures_of(days, words),
        drawn=() if is_empty else _drawn(days, chosen, words),
        tabs=_tabs(place, words),
        table=_table(chosen, words, place),
        parts=(
            *(part for part in gains if part.table and part.table.rows),
            _unfilled(unfilled, words, place),
            _invalid(invalid, words, place),
        ),
        definitions=_definitions(tables, words),
    )


def _title(place: Place, words: ReportWording, *, sites: Sequence[Site]) -> str:
    names = {site.id: site.name for site in sites}
    if place.site is None:
        return words.title
    return words.title_of_site.format(names.get(place.site, place.site))


def _period(table: ReportTable, words: ReportWording) -> str:
    days = (table.until - table.since).days + 1
    told = format_interval(table.since, table.until, "yMMMd", locale=words.language)
    length = words.one_day if days == 1 else words.days.format(days)
    return f"{told} ({length}; {', '.join(table.time_zones)})"


def _periods(place: Place, words: ReportWording) -> tuple[Link, ...]:
    length = (place.until - place.since) + timedelta(1)
    return tuple(
        Link(
            name=words.last_days.format(days),
            href=place.of_days(days).href(),
            is_chosen=length == timedelta(days),
        )
        for days in PERIODS
    )


def _options(
    place: Place, words: ReportWording, *, sites: Sequence[Site], may_see_all: bool
) -> tuple[Option, ...]:
    every = [Option(name=words.every_site, value="", is_chosen=place.site is None)]
    return tuple(every if may_see_all else []) + tuple(
        Option(name=site.name, value=site.id, is_chosen=site.id == place.site) for site in sites
    )


def _tabs(place: Place, words: ReportWording) -> tuple[Link, ...]:
    return tuple(
        Link(
            name=words.by_names[by],
            href=f"{place.told_by(by).href()}#figures-by",
            is_chosen=by == place.by,
        )
        for by in BYS["performance"]
    )


def _warnings(table: ReportTable, words: ReportWording) -> tuple[str, ...]:
    note = None if table.total is None else table.total.note
    return () if note is None else (note_in(note, words),)


def _table(table: ReportTable, words: ReportWording, place: Place) -> TableView:
    caption = words.by.format(words.by_names[table.by].lower())
    files = place.files(table.name, by=table.by)
    return table_view(table, words, caption=caption, files=files)


def _compared(table: ReportTable, words: ReportWording, place: Place) -> Part:
    view = _whole_table(table, words, place, caption=words.compared_note)
    return Part(heading=words.compared, sentence=None, table=view)


def _trending(table: ReportTable, words: ReportWording, place: Place) -> Part:
    view = _whole_table(table, words, place, caption=words.trending_note)
    return Part(heading=words.trending, sentence=None, table=view)


def _unfilled(table: ReportTable, words: ReportWording, place: Place) -> Part:
    found = share_of(table, "unfilled", of="requested")
    if not found.count:
        return Part(heading=words.unfilled, sentence=words.no_unfilled, table=None)
    view = _whole_table(table, words, place, caption=words.unfilled_caption)
    sentence = _share_told(found, words.unfilled_note, words)
    return Part(heading=words.unfilled, sentence=sentence, table=view)


def _invalid(table: ReportTable, words: ReportWording, place: Place) -> Part:
    if not table.rows:
        return Part(heading=words.invalid, sentence=words.no_invalid, table=None)
    view = _whole_table(table, words, place, caption=words.invalid_caption)
    found = share_of(table, "invalid", of="events")
    sentence = _share_told(found, words.invalid_note, words)
    return Part(heading=words.invalid, sentence=sentence, table=view)


def _whole_table(
    table: ReportTable, words: ReportWording, place: Place, *, caption: str
) -> TableView:
    return table_view(table, words, caption=caption, files=place.files(table.name))


def _share_told(found: Share, note: str, words: ReportWording) -> str:
    return note.format(share=percent(found.share, words), count=count(found.count, words))


def _drawn(days: ReportTable, chosen: ReportTable, words: ReportWording) -> tuple[Drawn, ...]:
    along, rows = _points(_begun(days), words), _points(chosen, words)[:ROWS_DRAWN]
    drawn = []
    # One day alone is the figure above, again.
    if len(along) > 1:
        drawn.append(_by_day(along, words, ceiling=_ceiling(days)))
    if chosen.by != "day" and rows:
        heading = words.rate_by.format(words.by_names[chosen.by].lower())
        chart = Chart(shape=Shape.ROWS, points=rows, width=WIDTHS["narrow"])
        charts = {"any": chart}
        drawn.append(Drawn(heading=heading, told=words.by_name_alt, note=None, charts=charts))
    return tuple(drawn)


def _by_day(points: Points, words: ReportWording, *, ceiling: float | None) -> Drawn:
    charts = {
        fit: Chart(
            shape=Shape.BAND,
            points=points,
            width=width,
            day_format=words.day_format,
            ceiling=ceiling,
        )
        for fit, width in WIDTHS.items()
    }
    return Drawn(heading=words.by_day, told=words.by_day_alt, note=words.band_note, charts=charts)


def _begun(days: ReportTable) -> ReportTable:
    """Leave out a last day with hardly a click: a morning would look like a collapse."""
    is_thin = len(days.rows) > FEWEST_DAYS and days.rows[-1].note is not None
    return replace(days, rows=days.rows[:-1]) if is_thin else days


def _ceiling(days: ReportTable) -> float | None:
    """Return what holds the intervals of all days that have enough to go by; None without one."""
    rates = [cell_of(row, days, "ctr") for row in days.rows if row.note is None]
    highs = [rate.high for rate in rates if isinstance(rate, Estimate) and rate.high is not None]
    return 1.1 * max(highs) if highs else None


def _points(table: ReportTable, words: ReportWording) -> Points:
    found = []
    for row in table.rows:
        rate = cell_of(row, table, "ctr")
        if isinstance(rate, Estimate) and rate.value is not None:
            low = rate.value if rate.low is None else rate.low
            high = rate.value if rate.high is None else rate.high
            name = str(row.cells[0]) if table.by == "day" else _name(row, table, words)
            found.append((name, rate.value, low, high))
    return tuple(found)


def _name(row: Row, table: ReportTable, words: ReportWording) -> str:
    """Return a row's name; each placement has its own first position."""
    view = name_of(row, table, words)
    return f"{view.text} · {view.note}" if table.by == "position" else view.text


def _definitions(tables: Sequence[ReportTable], words: ReportWording) -> tuple[Definition, ...]:
    found = {each.term: each for table in tables for each in table.definitions}
    if words.language == "ja":
        return tuple(_translated(each) for each in found.values())
    return tuple(found.values())


def _translated(definition: Definition) -> Definition:
    term, meaning = MEANINGS.get(definition.term, (definition.term, definition.meaning))
    return Definition(term, meaning)

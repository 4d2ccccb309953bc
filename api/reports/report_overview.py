"""The page of the reports: one sentence, four figures, charts, then what they are made of."""

from collections.abc import Sequence
from datetime import timedelta

from babel.dates import format_interval

from api.reports.overview_charts import drawn_of
from api.reports.overview_figures import Share, figures_of, share_of
from api.reports.overview_shapes import Option, Overview, Part
from api.reports.report_cells import count, percent
from api.reports.report_links import Link, Place
from api.reports.report_notes import note_in
from api.reports.report_sentences import cell_of, first_sentences
from api.reports.report_terms import MEANINGS
from api.reports.report_wording import ReportWording
from api.reports.table_view import TableView, table_view
from data.reports.report_ask import BYS, ReportAsk
from data.reports.report_table import Definition, ReportTable
from recommender.domain import Site

PERIODS = (7, 28, 90)


def asks_of(place: Place) -> list[ReportAsk]:
    """Return the reports that `overview` is made of, in their order."""
    return [
        place.ask("performance", by="day"),
        place.ask("performance", by=place.by),
        place.ask("lift"),
        place.ask("trending"),
        place.ask("unfilled"),
        place.ask("exploration"),
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
    days, chosen, lift, trending, unfilled, explored, invalid = tables
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
        drawn=() if is_empty else drawn_of(days, chosen, words),
        tabs=_tabs(place, words),
        table=_table(chosen, words, place),
        parts=(
            *(part for part in gains if part.table and part.table.rows),
            _unfilled(unfilled, words, place),
            *([_explored(explored, words, place)] if explored.rows else []),
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


def _explored(table: ReportTable, words: ReportWording, place: Place) -> Part:
    view = _whole_table(table, words, place, caption=words.explored_caption)
    return Part(heading=words.explored, sentence=words.explored_note, table=view)


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


def _definitions(tables: Sequence[ReportTable], words: ReportWording) -> tuple[Definition, ...]:
    found = {each.term: each for table in tables for each in table.definitions}
    if words.language == "ja":
        return tuple(_translated(each) for each in found.values())
    return tuple(found.values())


def _translated(definition: Definition) -> Definition:
    term, meaning = MEANINGS.get(definition.term, (definition.term, definition.meaning))
    return Definition(term, meaning)

"""What the page says and draws, made up of tables."""

from dataclasses import replace

from api.reports.overview_shapes import Overview
from api.reports.report_links import Place
from api.reports.report_overview import asks_of, overview
from api.reports.words_english import ENGLISH
from api.reports.words_japanese import JAPANESE
from data.reports.report_table import Estimate, ReportTable
from tests.api.reports.report_builder import a_table, an_ask

FEW = "Only 1 click: one more or less changes the rate much."
ASK = an_ask(by="promo")
PLACE = Place(since=ASK.since, until=ASK.until, by="promo", site=None, language=None)


def made_up(days: ReportTable, *, words: object = None) -> Overview:
    tables = [days, *(a_table(ask) for ask in asks_of(PLACE)[1:])]
    return overview(
        tables,
        JAPANESE if words == "ja" else ENGLISH,
        place=PLACE,
        sites=(),
        may_see_all=True,
    )


def thin_at(index: int) -> ReportTable:
    days = a_table(an_ask(by="day"))
    at = [column.name for column in days.columns].index("ctr")
    rows, wild = list(days.rows), Estimate(0.0, 0.0, 0.9)
    cells = (*rows[index].cells[:at], wild, *rows[index].cells[at + 1 :])
    rows[index] = replace(rows[index], cells=cells, note=FEW)
    return replace(days, rows=tuple(rows))


def test_a_day_that_has_hardly_begun_is_no_collapse() -> None:
    chart = made_up(thin_at(-1)).drawn[0].charts["narrow"]
    assert [name for name, *_ in chart.points] == ["2026-10-31", "2026-11-01"]


def test_a_thin_day_in_between_is_drawn_and_presses_no_other_flat() -> None:
    chart = made_up(thin_at(1)).drawn[0].charts["narrow"]
    assert len(chart.points) == 3
    assert chart.ceiling is not None
    assert chart.ceiling < 0.03


def test_an_id_stands_apart_from_the_name_that_people_know() -> None:
    name = made_up(a_table(an_ask(by="day"))).table.rows[0][0]
    assert (name.text, name.note, name.code) == ("A free drink", "Offer · ribs", "ribs-1")


def test_kinds_are_called_in_the_language_of_the_page() -> None:
    name = made_up(a_table(an_ask(by="day")), words="ja").table.rows[0][0]
    assert name.note == "オファー · ribs"

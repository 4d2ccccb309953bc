"""Charts as pictures: nothing in them acts, everything in them is drawn."""

import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from api.reports.chart_drawing import svg_of
from api.reports.report_chart import Chart, Shape, chart_of_json, json_of_chart
from tests.api.html_reading import Page

DAYS = tuple((f"2026-11-{day:02d}", 0.02, 0.018, 0.022) for day in range(1, 15))
ROWS = (("<script>alert(1)</script>", 0.02, 0.01, 0.03), ('a "b" & c', 0.01, 0.0, 0.02))


def drawn(shape: Shape, points: tuple[tuple[str, float, float, float], ...]) -> str:
    return svg_of(Chart(shape=shape, points=points, width=340))


def test_a_picture_fits_its_width_and_bears_no_style_and_no_script() -> None:
    for svg in (drawn(Shape.BAND, DAYS), drawn(Shape.ROWS, ROWS)):
        root = ElementTree.fromstring(svg)
        assert float(root.attrib["width"]) == 340
        assert not re.search(r"<script|<style|style=|href=|\bon\w+=|\bid=", svg)


def test_names_are_text_whatever_they_hold() -> None:
    page = Page(drawn(Shape.ROWS, ROWS))
    texts = [element.text for element in page.all("text")]
    assert {name for name, *_ in ROWS} <= set(texts)
    assert page.all("script") == []


def test_colours_are_those_of_the_page() -> None:
    svg = drawn(Shape.BAND, DAYS)
    assert "var(--chart-band)" in svg
    assert "var(--chart-mark)" in svg
    assert set(re.findall(r'"#[0-9a-f]+"', svg)) == set()


def test_two_rows_of_one_name_are_two_rows() -> None:
    page = Page(drawn(Shape.ROWS, (("same", 0.1, 0.0, 0.2), ("same", 0.3, 0.2, 0.4))))
    assert [element.text for element in page.all("text")].count("same") == 2


def test_one_day_alone_is_drawn() -> None:
    assert "var(--chart-mark)" in drawn(Shape.BAND, DAYS[:1])


def test_a_chart_crosses_to_the_process_unchanged() -> None:
    chart = Chart(shape=Shape.ROWS, points=ROWS, width=340, day_format="%-m/%-d")
    assert chart_of_json(json_of_chart(chart)) == chart


@pytest.mark.parametrize("count", [2, 3, 8, 14, 90])
@pytest.mark.parametrize("width", [340, 720])
def test_no_day_is_named_twice_and_the_last_one_is(count: int, width: int) -> None:
    first = date(2026, 9, 1)
    days = tuple(((first + timedelta(at)).isoformat(), 0.02, 0.018, 0.022) for at in range(count))
    svg = svg_of(Chart(shape=Shape.BAND, points=days, width=width))
    named = [text for each in Page(svg).all("text") if "%" not in (text := each.text)]
    assert len(named) == len(set(named)) >= 2
    last = first + timedelta(count - 1)
    assert named[-1] == f"{last:%b} {last.day}"


def test_a_day_with_few_readers_presses_no_other_flat() -> None:
    thin = (*DAYS, ("2026-11-15", 0.0, 0.0, 0.3))
    svg = svg_of(Chart(shape=Shape.BAND, points=thin, width=340, ceiling=0.025))
    named = [
        float(text.rstrip("%")) for each in Page(svg).all("text") if "%" in (text := each.text)
    ]
    assert max(named) <= 2.5

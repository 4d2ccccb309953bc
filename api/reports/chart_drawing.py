"""Draws rates with their intervals: Altair makes the chart, vl-convert the SVG, no network.

A picture needs no script in the page, so that it stands under a policy that allows none, prints,
and can be styled by our own stylesheet. Colours are variables of it.
"""

from collections.abc import Iterator
from datetime import date
from math import inf
from typing import Any

import altair as alt
import vl_convert

from api.reports.report_chart import Chart, Shape

# Altair wants colours that it knows; in the page they are the stylesheet's.
MARK, BAND, INK, QUIET, RULE = "#a6281b", "#f1c6bf", "#1b1917", "#5f5953", "#dedad3"
VARIABLES = {
    MARK: "var(--chart-mark)",
    BAND: "var(--chart-band)",
    INK: "var(--ink)",
    QUIET: "var(--soft)",
    RULE: "var(--line)",
}
BAND_HEIGHT = 170
ROW_HEIGHT = 38
AXIS_HEIGHT = 22
MOST_TICKS = 8
NARROW = 400


def svg_of(chart: Chart) -> str:
    """Return the chart as an SVG element."""
    drawn = _band(chart) if chart.shape is Shape.BAND else _rows(chart)
    fitted = drawn.properties(
        background="transparent",
        width=chart.width,
        autosize=alt.AutoSizeParams(type="fit", contains="padding"),
        padding=2,
    )
    svg = vl_convert.vegalite_to_svg(_quiet(fitted).to_dict())
    for colour, variable in VARIABLES.items():
        svg = svg.replace(colour, variable)
    return str(svg)


def _data(chart: Chart) -> Any:
    # Cut here: the renderer's own clipping needs ids, which meet on a page of several pictures.
    most = inf if chart.ceiling is None else chart.ceiling
    rows = [
        {"place": place, "name": name} | {key: min(most, rate) for key, rate in rates.items()}
        for place, (name, rates) in enumerate(_named(chart))
    ]
    return alt.Data(values=rows)  # type: ignore[no-untyped-call]


def _named(chart: Chart) -> Iterator[tuple[str, dict[str, float]]]:
    for name, rate, low, high in chart.points:
        yield name, {"rate": rate, "low": low, "high": high}


def _band(chart: Chart) -> Any:
    days = alt.X(
        "name:T",
        title=None,
        scale=alt.Scale(type="utc"),
        axis=alt.Axis(format=chart.day_format, values=_ticks(chart)),
    )
    rates_of = alt.Scale(zero=True)
    if chart.ceiling is not None:
        rates_of = alt.Scale(domain=[0, chart.ceiling])
    base = alt.Chart(_data(chart)).encode(x=days)
    rates = alt.Axis(format=".1~%", tickCount=4)
    band = base.mark_area(color=BAND, interpolate="linear").encode(
        y=alt.Y("low:Q", title=None, axis=rates, scale=rates_of), y2="high:Q"
    )
    # One day alone has no line and no band: its bar is its interval.
    bar = base.mark_rule(color=BAND, strokeWidth=3).encode(
        y=alt.Y("low:Q", title=None), y2="high:Q"
    )
    dots = alt.OverlayMarkDef(size=28, color=MARK)
    line = base.mark_line(color=MARK, strokeWidth=2, point=dots)
    return (band + bar + line.encode(y=alt.Y("rate:Q", title=None))).properties(height=BAND_HEIGHT)


def _ticks(chart: Chart) -> list[alt.DateTime]:
    """Return the days to be named, each once and the last of all: left alone, days bear two."""
    days = [date.fromisoformat(name) for name, *_ in chart.points]
    every = -(-len(days) // (MOST_TICKS if chart.width > NARROW else MOST_TICKS // 2))
    return [
        alt.DateTime(year=day.year, month=day.month, date=day.day, utc=True)
        for day in days[::-1][::every][::-1]
    ]


def _rows(chart: Chart) -> Any:
    rates = alt.Axis(format=".1~%", tickCount=4)
    # By its place: two promos may have the same title.
    base = alt.Chart(_data(chart)).encode(y=alt.Y("place:O", axis=None, sort=None))
    bar = base.mark_rule(color=BAND, strokeWidth=8, strokeCap="round", yOffset=8).encode(
        x=alt.X("low:Q", title=None, axis=rates, scale=alt.Scale(zero=True)), x2="high:Q"
    )
    dot = base.mark_point(color=MARK, filled=True, size=60, opacity=1, yOffset=8)
    name = base.mark_text(
        align="left", color=INK, fontSize=13, yOffset=-8, limit=chart.width - 20
    ).encode(x=alt.value(0), text="name:N")
    drawn = bar + dot.encode(x="rate:Q") + name
    return drawn.properties(height=ROW_HEIGHT * len(chart.points) + AXIS_HEIGHT)


def _quiet(drawn: Any) -> Any:
    """Leave the words to the page: what it says of a picture is read aloud, not its parts."""
    return (
        drawn.configure(aria=False)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=QUIET,
            labelFontSize=12,
            gridColor=RULE,
            tickColor=RULE,
            domainColor=RULE,
        )
    )

"""The chart of one world: each policy's share of the knowable clicks, day by day."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import vl_convert

from api.simulating.roster import KNOWABLE, RANDOM, TRUTH
from api.simulating.standings import Standing

WIDTH, HEIGHT = 760, 380
REFERENCES = (TRUTH, KNOWABLE, RANDOM)
GREYS = ["#1b1917", "#8a837c", "#c4bdb3"]
COLOURS = ["#a6281b", "#4d5e80", "#e0a458", "#5c8a5e", "#8a5a83", "#9db4c0", "#b5651d", "#5f7a76"]


def standings_svg(title: str, found: Sequence[Standing]) -> str:
    """Return the chart as SVG: lines with 95 % intervals over seeds, where there are several."""
    names = [standing.policy for standing in found]
    drawn = _bars(found, _colour(names)) + _lines(found, _colour(names))
    titled = drawn.properties(width=WIDTH, height=HEIGHT, title=_title(title), background="white")
    return str(vl_convert.vegalite_to_svg(titled.to_dict()))


def _title(title: str) -> Any:
    subtitle = "Share of the clicks that who knows every rate would get; bars are 95 % intervals"
    return alt.TitleParams(title, subtitle=subtitle, anchor="start")


def _rows(found: Sequence[Standing]) -> Any:
    rows = [
        {"policy": standing.policy, "day": day, "share": at.mean, "low": at.low, "high": at.high}
        for standing in found
        for day, at in enumerate(standing.share_by_day, start=1)
    ]
    return alt.Data(values=rows)  # type: ignore[no-untyped-call]


def _colour(names: Sequence[str]) -> Any:
    """Return greys for what others are compared with, colours for the others, in their order."""
    greys = dict(zip(REFERENCES, GREYS, strict=True))
    others = [name for name in names if name not in greys]
    colours = {name: COLOURS[at % len(COLOURS)] for at, name in enumerate(others)}
    scale = alt.Scale(domain=list(names), range=[(greys | colours)[name] for name in names])
    # The legend takes its symbols from the bars, which are pale.
    legend = alt.Legend(title=None, labelLimit=200, symbolOpacity=1.0)
    return alt.Color("policy:N", scale=scale, legend=legend)


def _day() -> Any:
    return alt.X("day:O", title="day", axis=alt.Axis(labelAngle=0))


def _bars(found: Sequence[Standing], colour: Any) -> Any:
    bars = alt.Chart(_rows(found)).mark_rule(strokeWidth=3, opacity=0.3)
    return bars.encode(x=_day(), y="low:Q", y2="high:Q", color=colour)


def _lines(found: Sequence[Standing], colour: Any) -> Any:
    share = alt.Y("share:Q", title="share of the knowable", axis=alt.Axis(format=".0%"))
    point = alt.OverlayMarkDef(size=30)
    lines = alt.Chart(_rows(found)).mark_line(strokeWidth=2, point=point)
    return lines.encode(x=_day(), y=share, color=colour)

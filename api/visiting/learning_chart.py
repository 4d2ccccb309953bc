"""The chart of a record: expected clicks a view by the known rates over time, model by model."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert

from api.visiting.known_rates import Worth

BIN_SECONDS = 30
# A point of fewer pages, as where one model follows another, tells nothing.
LEAST_PAGES = 20
DEVIATIONS = 1.96
ARM = "learned"
NO_MODEL = "no model yet"
WIDTH, HEIGHT = 760, 340
REFERENCES = {"best": "best possible", "random": "random"}
ARMS = {"control": "random", "baseline": "most popular (baseline arm)"}
LINES = ["best possible", "most popular (baseline arm)", "random"]
GREYS = ["#1b1917", "#8a837c", "#c4bdb3"]
COLOURS = ["#9db4c0", "#e0a458", "#a6281b", "#5c8a5e", "#4d5e80", "#8a5a83"]

Bins = dict[tuple[datetime, str], Worth]


def learning_svg(record: Path) -> str:
    """Return the chart of a record as SVG; empty if it holds no page yet."""
    served, lines = _binned(record)
    if not served:
        return ""
    models = _bars(served) + _points(served)
    drawn = (_lines(lines) + models).resolve_scale(color="independent")
    titled = drawn.properties(width=WIDTH, height=HEIGHT, title=_title(), background="white")
    return str(vl_convert.vegalite_to_svg(titled.to_dict()))


def _title() -> Any:
    return alt.TitleParams(
        "What readers are expected to click on a page, by the rates only the simulator knows",
        subtitle=f"Each point is {BIN_SECONDS} seconds of the arm `{ARM}`, bars are 95 % intervals",
        anchor="start",
    )


def _binned(record: Path) -> tuple[Bins, Bins]:
    """Return the learned arm's worth by time and model, and what it is compared with by time."""
    served: Bins = defaultdict(Worth)
    lines: Bins = defaultdict(Worth)
    for told in stretches(record):
        at = _bin(datetime.fromisoformat(told["at"]))
        for one in told["served"]:
            if one["arm"] == ARM:
                served[at, one["model"] or NO_MODEL].join(worth_of(one))
            elif one["arm"] in ARMS:
                lines[at, ARMS[one["arm"]]].join(worth_of(one))
        for name, title in REFERENCES.items():
            lines[at, title].join(worth_of(told[name]))
    return served, lines


def stretches(record: Path) -> Iterable[Mapping[str, Any]]:
    """Yield what was recorded, in order of time."""
    if record.exists():
        for text in record.read_text(encoding="utf-8").splitlines():
            yield json.loads(text)


def _bin(at: datetime) -> datetime:
    return datetime.fromtimestamp(at.timestamp() // BIN_SECONDS * BIN_SECONDS, at.tzinfo)


def worth_of(told: Mapping[str, Any]) -> Worth:
    """Return a recorded worth."""
    return Worth(told["pages"], told["total"], told["squares"])


def _rows(bins: Bins) -> Any:
    rows = [
        {
            "at": at.isoformat(),
            "name": name,
            "mean": worth.mean,
            "low": worth.mean - DEVIATIONS * worth.error,
            "high": worth.mean + DEVIATIONS * worth.error,
        }
        for (at, name), worth in bins.items()
        if worth.pages >= LEAST_PAGES
    ]
    return alt.Data(values=rows)  # type: ignore[no-untyped-call]


def _time() -> Any:
    return alt.X("at:T", title=None, axis=alt.Axis(format="%H:%M", tickCount=10))


def _lines(bins: Bins) -> Any:
    colours = alt.Scale(domain=LINES, range=GREYS)
    return (
        alt.Chart(_rows(bins))
        .mark_line(strokeDash=[4, 3], strokeWidth=1.5)
        .encode(
            x=_time(),
            y=alt.Y("mean:Q", title="expected clicks a view", scale=alt.Scale(zero=True)),
            color=alt.Color("name:N", scale=colours, legend=alt.Legend(title="compared with")),
        )
    )


def _models(bins: Bins) -> Any:
    names = sorted({name for _, name in bins}, key=lambda name: (name != NO_MODEL, name))
    colours = [COLOURS[place % len(COLOURS)] for place in range(len(names))]
    scale = alt.Scale(domain=names, range=colours)
    return alt.Color("name:N", scale=scale, legend=alt.Legend(title="model"))


def _bars(bins: Bins) -> Any:
    return (
        alt.Chart(_rows(bins))
        .mark_rule(strokeWidth=3, opacity=0.4)
        .encode(x=_time(), y="low:Q", y2="high:Q", color=_models(bins))
    )


def _points(bins: Bins) -> Any:
    point = alt.OverlayMarkDef(size=40)
    return (
        alt.Chart(_rows(bins))
        .mark_line(strokeWidth=2, point=point)
        .encode(x=_time(), y="mean:Q", color=_models(bins))
    )

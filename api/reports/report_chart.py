"""What is to be drawn of a report, before anything draws it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Shape(StrEnum):
    """Rates along days with a band around them, or one row for each name."""

    BAND = "band"
    ROWS = "rows"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What to draw: a name (a day as YYYY-MM-DD), a rate (0 to 1) and its interval for each point.

    `day_format` is how days are written (of d3), `width` the picture's in pixels. What lies above
    `ceiling` is cut off: a day with a handful of readers would press all others flat.
    """

    shape: Shape
    points: tuple[tuple[str, float, float, float], ...]
    width: int
    day_format: str = "%b %-d"
    ceiling: float | None = None


def json_of_chart(chart: Chart) -> dict[str, Any]:
    """Return a chart as it crosses to the report process."""
    return {
        "shape": chart.shape.value,
        "points": [list(point) for point in chart.points],
        "width": chart.width,
        "day_format": chart.day_format,
        "ceiling": chart.ceiling,
    }


def chart_of_json(told: dict[str, Any]) -> Chart:
    """Return the chart that `json_of_chart` wrote."""
    return Chart(
        shape=Shape(told["shape"]),
        points=tuple((name, rate, low, high) for name, rate, low, high in told["points"]),
        width=told["width"],
        day_format=told["day_format"],
        ceiling=told["ceiling"],
    )

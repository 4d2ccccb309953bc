"""The few SVG shapes that every picture is laid of. Coordinates in a box of 1200 by 800."""

from collections.abc import Iterable, Sequence

from data.publisher.drawings.picture_dice import Dice
from data.publisher.drawings.picture_palettes import Palette

Point = tuple[float, float]


def _paint(fill: str, opacity: float) -> str:
    return f'fill="{fill}"' + (f' opacity="{opacity:g}"' if opacity < 1 else "")


def rect(
    x: float, y: float, w: float, h: float, *, fill: str, opacity: float = 1, round_: float = 0
) -> str:
    """Return a rectangle; `round_` is the radius of its corners."""
    corner = f' rx="{round_:.0f}"' if round_ else ""
    place = f'x="{x:.0f}" y="{y:.0f}" width="{w:.0f}" height="{h:.0f}"'
    return f"<rect {place}{corner} {_paint(fill, opacity)}/>"


def circle(x: float, y: float, r: float, *, fill: str, opacity: float = 1) -> str:
    """Return a disc."""
    return f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r:.0f}" {_paint(fill, opacity)}/>'


def oval(x: float, y: float, rx: float, ry: float, *, fill: str, opacity: float = 1) -> str:
    """Return an ellipse."""
    place = f'cx="{x:.0f}" cy="{y:.0f}" rx="{rx:.0f}" ry="{ry:.0f}"'
    return f"<ellipse {place} {_paint(fill, opacity)}/>"


def polygon(points: Iterable[Point], *, fill: str, opacity: float = 1) -> str:
    """Return a closed shape with straight edges."""
    corners = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
    return f'<polygon points="{corners}" {_paint(fill, opacity)}/>'


def path(d: str, *, fill: str, opacity: float = 1) -> str:
    """Return a filled path."""
    return f'<path d="{d}" {_paint(fill, opacity)}/>'


def stroke(d: str, *, colour: str, width: float, opacity: float = 1) -> str:
    """Return a line along a path; the frame makes its ends round."""
    faint = f' opacity="{opacity:g}"' if opacity < 1 else ""
    return f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width:g}"{faint}/>'


def dots(points: Iterable[Point], *, r: float, fill: str, opacity: float = 1) -> str:
    """Return discs of one size and colour, as the round ends of lines without length."""
    ends = "".join(f"M{x:.0f} {y:.0f}h0" for x, y in points)
    return stroke(ends, colour=fill, width=2 * r, opacity=opacity)


def scaled(drawing: str, *, size: float, x: float, y: float) -> str:
    """Return a drawing `size` times as large, its point (x, y) kept in place."""
    move = f"translate({x * (1 - size):.0f} {y * (1 - size):.0f}) scale({size:g})"
    return f'<g transform="{move}">{drawing}</g>'


def sky() -> str:
    """Return the backdrop: the palette's sky fading into its horizon."""
    return '<rect width="1200" height="800" fill="url(#sky)"/>'


def sun(dice: Dice, tint: Palette, *, y: float) -> str:
    """Return a sun or moon with its halo, left of the middle: light comes from there."""
    x, r = dice.between(180, 520), dice.between(48, 84)
    halo = circle(x, y, r * 2.1, fill=tint.light, opacity=0.18)
    return (
        halo
        + circle(x, y, r * 1.5, fill=tint.light, opacity=0.25)
        + circle(x, y, r, fill=tint.light)
    )


def clouds(dice: Dice, tint: Palette, *, count: int) -> str:
    """Return flat clouds, each of a few rounded bars."""
    bars = []
    for _ in range(count):
        x, y, w = dice.between(-60, 1050), dice.between(60, 250), dice.between(150, 320)
        bars.append(rect(x, y, w, 26, fill=tint.light, opacity=0.5, round_=13))
        bars.append(
            rect(x + w * 0.25, y - 24, w * 0.5, 30, fill=tint.light, opacity=0.5, round_=15)
        )
    return "".join(bars)


def ridge(dice: Dice, *, y: float, rise: float, fill: str, peaks: int = 4) -> str:
    """Return a range of hills whose tops stand `rise` above `y`, down to the bottom edge."""
    step = 1200 / peaks
    line = f"M0 {y - dice.between(0, rise):.0f}"
    for n in range(peaks):
        crest = y - dice.between(rise * 0.2, rise)
        saddle = y - dice.between(0, rise * 0.6)
        line += f"S{(n + 0.45) * step:.0f} {crest:.0f} {(n + 1) * step:.0f} {saddle:.0f}"
    return path(f"{line}V800H0Z", fill=fill)


def smooth(points: Sequence[Point]) -> str:
    """Return path data of one soft curve through the points."""
    (x0, y0), *rest = points
    data, last = f"M{x0:.0f} {y0:.0f}", (x0, y0)
    for x, y in rest:
        middle = (last[0] + x) / 2
        data += f"C{middle:.0f} {last[1]:.0f} {middle:.0f} {y:.0f} {x:.0f} {y:.0f}"
        last = (x, y)
    return data


def glow(x: float, y: float, r: float, *, fill: str) -> str:
    """Return a lamp's light as two faint discs."""
    return circle(x, y, r, fill=fill, opacity=0.13) + circle(x, y, r * 0.55, fill=fill, opacity=0.2)

"""Streets on foot: house fronts and a bicycle."""

from data.publisher.drawings.picture_dice import Dice
from data.publisher.drawings.picture_motif import Motif
from data.publisher.drawings.picture_palettes import DAYLIGHT, OUTDOORS, Palette
from data.publisher.drawings.picture_shapes import (
    circle,
    clouds,
    dots,
    oval,
    path,
    polygon,
    rect,
    sky,
    stroke,
    sun,
)


def awning(tint: Palette, *, x: float, y: float, w: float, colour: str) -> str:
    """Return a striped awning with scallops, `w` wide."""
    step = w / 6
    scallop = f"h{step:.0f}v54a{step / 2:.0f} 18 0 0 1{-step:.0f} 0z"
    stripes = [
        "".join(f"M{x + n * step:.0f} {y:.0f}{scallop}" for n in range(first, 6, 2))
        for first in (0, 1)
    ]
    shade = rect(x, y, w, 12, fill="#000", opacity=0.15)
    return path(stripes[0], fill=colour) + path(stripes[1], fill=tint.light) + shade


def _panes(tint: Palette, *, x: float, y: float, w: float, h: float, fill: str) -> str:
    cross = f"M{x + w / 2:.0f} {y:.0f}v{h:.0f}M{x:.0f} {y + h / 2:.0f}h{w:.0f}"
    pane = rect(x, y, w, h, fill=fill, opacity=0.85)
    return pane + stroke(cross, colour=tint.dark, width=4)


def _house(dice: Dice, tint: Palette, *, x: float, w: float) -> str:
    top = dice.between(250, 400)
    wall = dice.pick((tint.far, tint.horizon, tint.middle, tint.second, tint.light))
    pane = tint.near if wall in (tint.light, tint.horizon) else tint.light
    parts = [rect(x, top, w, 680 - top, fill=wall)]
    parts.append(rect(x + w * 0.7, top, w * 0.3, 680 - top, fill="#000", opacity=0.08))
    gable = [(x - 18, top + 8), (x + 26, top - 62), (x + w - 26, top - 62), (x + w + 18, top + 8)]
    flat = rect(x - 8, top - 18, w + 16, 26, fill=tint.dark)
    parts.append(polygon(gable, fill=tint.dark) if dice.happens(0.6) else flat)
    for n in range(2):
        at = x + w * (0.14 + n * 0.42)
        parts.append(_panes(tint, x=at, y=top + 44, w=w * 0.28, h=72, fill=pane))
    parts.append(rect(x + w * 0.1, 540, w * 0.42, 140, fill=tint.near))
    parts.append(rect(x + w * 0.6, 560, w * 0.28, 120, fill=tint.light, opacity=0.7))
    if dice.happens(0.65):
        colour = dice.pick((tint.accent, tint.near))
        parts.append(awning(tint, x=x + 4, y=488, w=w - 8, colour=colour))
    return "".join(parts)


def _houses(dice: Dice, tint: Palette) -> str:
    x, houses = -30.0, ""
    while x < 1200:
        w = dice.between(210, 280)
        houses += _house(dice, tint, x=x, w=w)
        x += w
    return houses


def _wires(dice: Dice, tint: Palette) -> str:
    x = dice.between(260, 900)
    post = f"M{x} 780V96M{x - 60} 140h120M{x - 48} 172h96"
    wires = "".join(
        f"M-20 {150 + n * 34}Q{x // 2} {210 + n * 34} {x} {140 + n * 30}T1220 {150 + n * 34}"
        for n in range(3)
    )
    return stroke(post, colour=tint.dark, width=13) + stroke(wires, colour=tint.dark, width=3)


def _street(dice: Dice, tint: Palette) -> str:
    marks = "".join(f"M{n * 210 + dice.between(0, 40)} 752h110" for n in range(6))
    spots = (dice.between(60, 300), dice.between(500, 1100))
    pots = "".join(
        circle(x, 652, 26, fill="#4f7d52") + rect(x - 16, 664, 32, 26, fill=tint.accent)
        for x in spots
    )
    return (
        sky()
        + sun(dice, tint, y=140)
        + clouds(dice, tint, count=2)
        + _houses(dice, tint)
        + rect(0, 676, 1200, 124, fill=tint.middle)
        + rect(0, 676, 1200, 18, fill=tint.far)
        + stroke(marks, colour=tint.light, width=9, opacity=0.6)
        + pots
        + _wires(dice, tint)
    )


def _wheel(x: int, y: int, tint: Palette) -> str:
    spokes = (
        f"M{x - 112} {y}h224M{x} {y - 112}v224M{x - 79} {y - 79}l158 158M{x + 79} {y - 79}l-158 158"
    )
    ring = f'<circle cx="{x}" cy="{y}" r="118" fill="none" stroke="{tint.dark}" stroke-width="15"/>'
    return (
        stroke(spokes, colour=tint.dark, width=3, opacity=0.5)
        + ring
        + circle(x, y, 14, fill=tint.dark)
    )


def _frame(tint: Palette, *, x: int, y: int) -> str:
    frame = (
        f"M{x} {y}L{x + 110} {y - 190}H{x + 310}L{x + 180} {y}ZM{x + 110} {y - 190}L{x + 180} {y}"
        f"M{x + 310} {y - 190}L{x + 400} {y}M{x + 310} {y - 190}l-16-66"
    )
    bars = f"M{x + 236} {y - 262}q70-16 90 20M{x + 70} {y - 222}h76M{x + 108} {y - 190}v-30"
    rim = [(x + 318, y - 250), (x + 470, y - 250), (x + 446, y - 140), (x + 346, y - 140)]
    goods = circle(x + 360, y - 262, 32, fill=tint.accent)
    goods += circle(x + 420, y - 266, 28, fill="#7da24f")
    return (
        _wheel(x, y, tint)
        + _wheel(x + 400, y, tint)
        + stroke(frame, colour=tint.accent, width=17)
        + goods
        + polygon(rim, fill="#c99a5b")
        + stroke(bars, colour=tint.dark, width=15)
    )


def _sill(dice: Dice, tint: Palette, *, x: int) -> str:
    window = rect(x, 140, 250, 280, fill=tint.dark)
    window += _panes(tint, x=x + 16, y=156, w=218, h=248, fill=tint.light)
    plants = "".join(
        dots([(x + 30 + n * 46, 402 - dice.between(0, 26)) for n in range(k, 5, 2)], r=32, fill=hue)
        for k, hue in enumerate(("#4f7d52", "#6d9a5b"))
    )
    return window + rect(x - 16, 414, 282, 22, fill=tint.light) + plants


def _bicycle(dice: Dice, tint: Palette) -> str:
    x, y = dice.between(280, 560), 590
    bricks = "".join(
        f"M{dice.between(0, 1100)} {dice.between(60, 660)}h{dice.between(50, 100)}"
        for _ in range(24)
    )
    return (
        rect(0, 0, 1200, 690, fill=dice.pick((tint.far, tint.horizon, tint.second)))
        + stroke(bricks, colour=tint.light, width=7, opacity=0.35)
        + _sill(dice, tint, x=60 if x > 420 else 880)
        + rect(0, 690, 1200, 110, fill=tint.middle)
        + oval(x + 210, 712, 380, 18, fill=tint.dark, opacity=0.3)
        + _frame(tint, x=x, y=y)
    )


STREET = {
    "street": Motif("A street of small houses", _street, OUTDOORS),
    "bicycle": Motif("A bicycle against a wall", _bicycle, DAYLIGHT),
}

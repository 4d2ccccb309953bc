"""Public life: where laws are made."""

from data.publisher.drawings.picture_dice import Dice
from data.publisher.drawings.picture_motif import Motif
from data.publisher.drawings.picture_palettes import DAWN, DAY, DUSK, MIST, SPRING, Palette
from data.publisher.drawings.picture_shapes import (
    circle,
    clouds,
    dots,
    path,
    polygon,
    rect,
    sky,
    stroke,
    sun,
)


def columns(
    tint: Palette, *, left: float, right: float, top: float, foot: float, count: int
) -> str:
    """Return a row of columns with dark gaps between them."""
    step = (right - left) / count
    parts = [rect(left, top, right - left, foot - top, fill=tint.near)]
    for n in range(count):
        x = left + n * step + step * 0.2
        parts.append(rect(x, top, step * 0.6, foot - top, fill=tint.light))
        parts.append(
            rect(x + step * 0.4, top, step * 0.2, foot - top, fill=tint.middle, opacity=0.5)
        )
    return "".join(parts)


def _wing(tint: Palette, *, x: float, w: float) -> str:
    parts = [rect(x, 400, w, 220, fill=tint.light), rect(x, 386, w, 22, fill=tint.far)]
    for floor in (440, 520):
        for n in range(5):
            parts.append(
                rect(x + w * (0.08 + n * 0.18), floor, w * 0.09, 52, fill=tint.near, opacity=0.75)
            )
    return "".join(parts)


def _parliament(dice: Dice, tint: Palette) -> str:
    flag = dice.pick((tint.accent, tint.second))
    tower = rect(500, 300, 200, 320, fill=tint.light) + rect(
        620, 300, 80, 320, fill=tint.middle, opacity=0.35
    )
    steps = "".join(
        rect(560 - n * 12, 218 + n * 21, 80 + n * 24, 22, fill=(tint.far, tint.light)[n % 2])
        for n in range(4)
    )
    roof = polygon([(600, 130), (646, 222), (554, 222)], fill=tint.middle)
    pole = stroke("M600 132V62", colour=tint.dark, width=6) + polygon(
        [(603, 64), (672, 76), (603, 96)], fill=flag
    )
    porch = columns(tint, left=516, right=684, top=430, foot=620, count=5)
    lawn = rect(0, 640, 1200, 160, fill=tint.near) + polygon(
        [(560, 640), (640, 640), (860, 800), (340, 800)], fill=tint.horizon
    )
    trees = "".join(
        circle(x + dice.between(-14, 14), 620, dice.between(40, 66), fill=tint.dark, opacity=0.85)
        for x in (20, 110, 205, 300, 900, 1000, 1090, 1180)
    )
    base = rect(120, 616, 960, 28, fill=tint.far)
    return (
        sky()
        + sun(dice, tint, y=dice.between(130, 260))
        + clouds(dice, tint, count=3)
        + _wing(tint, x=140, w=370)
        + _wing(tint, x=690, w=370)
        + tower
        + steps
        + roof
        + pole
        + porch
        + base
        + lawn
        + trees
    )


def _scales(x: int, y: int, tint: Palette) -> str:
    arms = f"M{x} {y + 34}V{y - 40}M{x - 62} {y - 26}H{x + 62}M{x - 30} {y + 38}h60"
    pans = "".join(f"M{x + n - 28} {y + 8}a28 22 0 0 0 56 0z" for n in (-62, 62))
    cords = "".join(f"M{x + n} {y - 26}l-26 34M{x + n} {y - 26}l26 34" for n in (-62, 62))
    drawn = stroke(arms, colour=tint.dark, width=7) + stroke(cords, colour=tint.dark, width=3)
    return drawn + path(pans, fill=tint.dark)


def _court(dice: Dice, tint: Palette) -> str:
    count, top = dice.pick((6, 8)), dice.between(330, 350)
    pediment = polygon([(140, top - 40), (600, top - 210), (1060, top - 40)], fill=tint.light)
    inset = polygon([(270, top - 56), (600, top - 178), (930, top - 56)], fill=tint.far)
    beam = rect(150, top - 40, 900, 44, fill=tint.light) + rect(
        150, top - 4, 900, 10, fill="#000", opacity=0.15
    )
    steps = "".join(
        rect(110 - n * 40, 640 + n * 34, 980 + n * 80, 34, fill=(tint.light, tint.far)[n % 2])
        for n in range(3)
    )
    doors = rect(540, top + 110, 120, 640 - top - 110, fill=tint.dark)
    trees = dots([(40, 620), (120, 650), (1090, 650), (1170, 610)], r=84, fill=tint.near)
    return (
        sky()
        + sun(dice, tint, y=dice.between(110, 170))
        + clouds(dice, tint, count=3)
        + trees
        + columns(tint, left=190, right=1010, top=top, foot=640, count=count)
        + (doors if dice.happens(0.5) else "")
        + pediment
        + inset
        + _scales(600, top - 98, tint)
        + beam
        + rect(0, 720, 1200, 80, fill=tint.middle)
        + steps
    )


PUBLIC = {
    "parliament": Motif("A parliament building", _parliament, (DAWN, DAY, DUSK, MIST)),
    "court": Motif("A courthouse with columns", _court, (DAWN, DAY, DUSK, MIST, SPRING)),
}

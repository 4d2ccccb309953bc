"""The city: its skyline and its harbour."""

from data.publisher.drawings.picture_dice import Dice
from data.publisher.drawings.picture_motif import Motif
from data.publisher.drawings.picture_palettes import DAWN, DAY, DUSK, MIST, NIGHT, OUTDOORS, Palette
from data.publisher.drawings.picture_shapes import (
    clouds,
    oval,
    path,
    polygon,
    rect,
    sky,
    stroke,
    sun,
)


def tower(dice: Dice, x: float, w: float, *, top: float, fill: str, tint: Palette) -> str:
    """Return one building whose left side is lit, with some of its windows on."""
    parts = [rect(x, top, w, 800 - top, fill=fill)]
    parts.append(rect(x + w * 0.62, top, w * 0.38, 800 - top, fill="#000", opacity=0.12))
    if dice.happens(0.4):
        parts.append(rect(x + w * 0.3, top - 22, w * 0.3, 22, fill=fill))
    if dice.happens(0.25):
        parts.append(stroke(f"M{x + w / 2:.0f} {top - 20:.0f}v-70", colour=fill, width=5))
    lit = ""
    for floor in range(3):
        for bay in range(2):
            if dice.happens(0.55):
                pane = f"h{w * 0.2:.0f}v30h-{w * 0.2:.0f}z"
                lit += f"M{x + w * (0.16 + bay * 0.42):.0f} {top + 34 + floor * 64:.0f}{pane}"
    parts.append(path(lit or "M0 0", fill=tint.light, opacity=0.75))
    return "".join(parts)


def row_of_towers(dice: Dice, tint: Palette, *, fill: str, low: int, high: int, width: int) -> str:
    """Return a row of buildings from edge to edge, tops between `low` and `high`."""
    x, parts = -20.0, []
    while x < 1200:
        w = dice.between(width * 0.7, width * 1.4)
        parts.append(tower(dice, x, w, top=dice.between(high, low), fill=fill, tint=tint))
        x += w + dice.between(4, width * 0.3)
    return "".join(parts)


def _skyline(dice: Dice, tint: Palette) -> str:
    far = "".join(
        rect(x, dice.between(330, 520), 96, 500, fill=tint.far) for x in range(-20, 1200, 104)
    )
    return (
        sky()
        + sun(dice, tint, y=dice.between(170, 300))
        + clouds(dice, tint, count=2)
        + far
        + row_of_towers(dice, tint, fill=tint.middle, low=560, high=360, width=150)
        + row_of_towers(dice, tint, fill=tint.near, low=690, high=520, width=210)
        + '<rect y="500" width="1200" height="300" fill="url(#deep)"/>'
    )


def _crane(x: float, y: float, *, colour: str) -> str:
    legs = stroke(f"M{x} {y}V{y - 190}M{x + 90} {y}V{y - 190}", colour=colour, width=13)
    boom = stroke(f"M{x - 60} {y - 190}H{x + 250}", colour=colour, width=15)
    stay = (
        f"M{x + 45} {y - 190}V{y - 270}L{x + 245} {y - 192}M{x + 45} {y - 270}L{x - 55} {y - 192}"
    )
    return legs + boom + stroke(stay, colour=colour, width=5)


def _freighter(dice: Dice, tint: Palette, *, x: float, y: float) -> str:
    boxes = []
    for stack in range(5):
        for level in range(dice.between(1, 3)):
            hue = dice.pick((tint.accent, tint.second, tint.light, tint.far, tint.middle))
            boxes.append(rect(x + 70 + stack * 62, y - 34 - level * 32, 58, 30, fill=hue))
    bridge = rect(x + 396, y - 130, 74, 130, fill=tint.light) + rect(
        x + 406, y - 112, 54, 18, fill=tint.dark, opacity=0.7
    )
    hull = polygon(
        [(x, y - 6), (x + 520, y - 6), (x + 486, y + 70), (x + 44, y + 70)], fill=tint.dark
    )
    return "".join(boxes) + bridge + hull + rect(x + 36, y + 48, 456, 22, fill=tint.accent)


def _waves(dice: Dice, *, top: int, colour: str) -> str:
    strokes = []
    for _ in range(26):
        x, y = dice.between(0, 1150), dice.between(top, 790)
        w = 20 + (y - top) * 0.5
        strokes.append(f"M{x} {y}h{w:.0f}")
    return stroke("".join(strokes), colour=colour, width=5, opacity=0.4)


def _harbour(dice: Dice, tint: Palette) -> str:
    y = dice.between(500, 540)
    hills = path(
        f"M0 {y - 90}Q{dice.between(200, 420)} {y - 230} 620 {y - 60}T1200 {y - 110}V{y}H0Z",
        fill=tint.far,
    )
    quay = rect(dice.between(700, 780), y - 36, 600, 40, fill=tint.middle)
    cranes = "".join(_crane(x, y - 34, colour=tint.accent) for x in (800, 1020))
    sea = rect(0, y, 1200, 800 - y, fill=tint.near) + oval(
        360, y + 8, 330, 12, fill=tint.light, opacity=0.25
    )
    return (
        sky()
        + sun(dice, tint, y=y - dice.between(180, 290))
        + clouds(dice, tint, count=3)
        + hills
        + quay
        + cranes
        + sea
        + _waves(dice, top=y + 20, colour=tint.horizon)
        + _freighter(dice, tint, x=dice.between(90, 300), y=y + 80)
    )


CITY = {
    "skyline": Motif("A city skyline", _skyline, OUTDOORS),
    "harbour": Motif("A harbour with a freighter", _harbour, (DAWN, DAY, DUSK, MIST, NIGHT)),
}

"""Land and weather: mountains, fields, storms."""

from data.publisher.drawings.picture_dice import Dice
from data.publisher.drawings.picture_motif import Motif
from data.publisher.drawings.picture_palettes import (
    DAWN,
    DAY,
    DUSK,
    MIST,
    NIGHT,
    OUTDOORS,
    SPRING,
    Palette,
)
from data.publisher.drawings.picture_shapes import (
    circle,
    clouds,
    path,
    polygon,
    rect,
    ridge,
    sky,
    stroke,
    sun,
)


def pines(dice: Dice, *, y: int, count: int, fill: str) -> str:
    """Return a loose row of conifers whose feet stand about `y`."""
    tiers = ""
    for _ in range(count):
        x, foot, h = dice.between(-20, 1200), y + dice.between(0, 60), dice.between(90, 170)
        for tier in range(3):
            top, half = foot - h + tier * h * 0.26, h * (0.14 + tier * 0.08)
            tiers += f"M{x} {top:.0f}l{half:.0f} {h * 0.46:.0f}h{-2 * half:.0f}z"
    return path(tiers, fill=fill)


def _peak(dice: Dice, tint: Palette) -> str:
    x, top, drop = dice.between(480, 820), dice.between(120, 230), dice.between(110, 190)
    left, right = x - dice.between(400, 540), x + dice.between(400, 560)
    cone = polygon([(left, 620), (x - 40, top), (x + 40, top), (right, 620)], fill=tint.middle)
    east = [(x + 10, top), (x + 40, top), (right, 620), (x + 90, 620)]
    edge: list[tuple[float, float]] = [(x - 40 - drop * (x - 40 - left) / (620 - top), top + drop)]
    width = 2 * (x - edge[0][0])
    edge += [
        (edge[0][0] + width * n / 6, top + drop + (-drop * 0.34 if n % 2 else drop * 0.16))
        for n in range(1, 6)
    ]
    edge.append((x + 40 + drop * (right - x - 40) / (620 - top), top + drop))
    snow = polygon([(x - 40, top), *edge, (x + 40, top)], fill=tint.light)
    return cone + snow + polygon(east, fill=tint.near, opacity=0.4)


def _mountain(dice: Dice, tint: Palette) -> str:
    return (
        sky()
        + sun(dice, tint, y=dice.between(140, 240))
        + ridge(dice, y=560, rise=150, fill=tint.far, peaks=5)
        + _peak(dice, tint)
        + clouds(dice, tint, count=3)
        + ridge(dice, y=640, rise=110, fill=tint.near, peaks=3)
        + ridge(dice, y=740, rise=80, fill=tint.dark, peaks=2)
        + pines(dice, y=720, count=12, fill=tint.dark)
    )


def _farmhouse(x: int, y: int, tint: Palette) -> str:
    roof = [(x - 90, y - 56), (x - 40, y - 136), (x + 60, y - 136), (x + 110, y - 56)]
    walls = rect(x - 64, y - 58, 148, 60, fill=tint.light) + rect(
        x + 40, y - 58, 44, 60, fill="#000", opacity=0.12
    )
    return walls + rect(x - 20, y - 40, 34, 42, fill=tint.near) + polygon(roof, fill=tint.dark)


def _field(dice: Dice, tint: Palette) -> str:
    crop, furrow = dice.pick(
        (("#9dbb5c", "#7d9f46"), ("#d9b64e", "#b8923a"), ("#7fae8a", "#5f9070"))
    )
    vanish = dice.between(380, 820)
    rows = "".join(
        f"M{vanish + (n - 12) * 13} 500L{vanish + (n - 12) * 210} 800" for n in range(25)
    )
    paddies = polygon([(0, 500), (1200, 500), (1200, 800), (0, 800)], fill=crop)
    x = dice.pick((180, 960))
    trees = "".join(
        circle(x + dx, 470 - r * 0.3, r, fill=tint.near)
        for dx, r in ((-150, 52), (-110, 36), (150, 60))
    )
    path_ = path(f"M{vanish - 12} 500h24L{vanish + 130} 800h-260z", fill=tint.horizon, opacity=0.8)
    return (
        sky()
        + sun(dice, tint, y=dice.between(150, 260))
        + clouds(dice, tint, count=3)
        + ridge(dice, y=500, rise=200, fill=tint.far, peaks=4)
        + ridge(dice, y=500, rise=90, fill=tint.middle, peaks=5)
        + paddies
        + stroke(rows, colour=furrow, width=9)
        + path_
        + trees
        + _farmhouse(x, 504, tint)
    )


def _umbrella(dice: Dice, tint: Palette, *, x: int, y: int, size: float) -> str:
    hue = dice.pick((tint.accent, tint.second, tint.light))
    s = size
    dome = path(
        f"M{x - s:.0f} {y}a{s:.0f} {s * 0.8:.0f} 0 0 1 {2 * s:.0f} 0"
        + f"q{-s / 3:.0f}{-s * 0.2:.0f} {-2 * s / 3:.0f} 0" * 3
        + "z",
        fill=hue,
    )
    shade = path(
        f"M{x} {y - s * 0.8:.0f}a{s:.0f} {s * 0.8:.0f} 0 0 1 {s:.0f} {s * 0.8:.0f}"
        f"q{-s / 3:.0f}{-s * 0.2:.0f} {-2 * s / 3:.0f} 0z",
        fill="#000",
        opacity=0.15,
    )
    body = path(
        f"M{x - s * 0.4:.0f} 780v{y - 730:.0f}q{s * 0.4:.0f}-40 {s * 0.8:.0f} 0V780z",
        fill=tint.dark,
    )
    legs = rect(x - s * 0.3, 740, s * 0.2, 60, fill=tint.dark) + rect(
        x + s * 0.1, 740, s * 0.2, 60, fill=tint.dark
    )
    return body + legs + dome + shade


def _storm(dice: Dice, tint: Palette) -> str:
    towers = "".join(f"M{x} 800V{dice.between(260, 480)}h112V800z" for x in range(-20, 1200, 124))
    rain = "".join(
        f"M{dice.between(-40, 1240)} {dice.between(-40, 760)}l{-16 - n % 3 * 6} {52 + n % 3 * 18}"
        for n in range(90)
    )
    cloud = "".join(
        circle(x, dice.between(10, 60), dice.between(90, 140), fill=tint.near)
        for x in range(0, 1300, 130)
    )
    left = dice.between(160, 340)
    people = "".join(
        _umbrella(
            dice,
            tint,
            x=left + n * dice.between(250, 300),
            y=dice.between(470, 540),
            size=dice.between(110, 140),
        )
        for n in range(dice.between(2, 4))
    )
    glints = "".join(
        f"M{dice.between(0, 1100)} {dice.between(740, 792)}h{dice.between(40, 120)}"
        for _ in range(12)
    )
    return (
        sky()
        + path(towers, fill=tint.far)
        + cloud
        + rect(0, 720, 1200, 80, fill=tint.near)
        + stroke(glints, colour=tint.light, width=5, opacity=0.35)
        + people
        + stroke(rain, colour=tint.light, width=4, opacity=0.45)
    )


NATURE = {
    "mountain": Motif("A mountain with snow on its top", _mountain, OUTDOORS),
    "field": Motif("Fields below the hills", _field, (DAWN, DAY, DUSK, MIST, SPRING)),
    "storm": Motif("Umbrellas in the rain", _storm, (MIST, NIGHT, DUSK, DAY)),
}

"""Where an audience sits: the stadium and the concert."""

from data.publisher.drawings.picture_dice import Dice
from data.publisher.drawings.picture_motif import Motif
from data.publisher.drawings.picture_palettes import DAY, DUSK, INDIGO, NIGHT, PLUM, SPRING, Palette
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
)


def _floodlight(x: int, lean: int, tint: Palette) -> str:
    mast = stroke(f"M{x} 420L{x + lean} 130", colour=tint.dark, width=13)
    board = rect(x + lean - 64, 76, 128, 66, fill=tint.dark, round_=8)
    bulbs = [(x + lean - 42 + n * 28, y) for n in range(4) for y in (95, 124)]
    halo = circle(x + lean, 110, 130, fill=tint.light, opacity=0.18)
    return mast + halo + board + dots(bulbs, r=10, fill=tint.light)


def _pitch(dice: Dice, tint: Palette) -> str:
    kinds = (("#6fa660", "#7fb56d"), ("#5f9b78", "#70ab86"), ("#c08a5a", "#cb9867"))
    grass, cut = dice.pick(kinds)
    stripes = rect(0, 520, 1200, 280, fill=grass) + rect(
        0, 520, 1200, 280, fill="#000", opacity=0.1
    )
    for n in range(10):
        a, b = -60 + n * 132, 330 + n * 54
        quad = [(b, 524), (b + 54, 524), (a + 132, 800), (a, 800)]
        stripes += polygon(quad, fill=(grass, cut)[n % 2])
    if dice.happens(0.35):
        marks = "M600 560L860 640L600 740L340 640Z"
    else:
        ring = "M500 640a100 34 0 1 0 200 0a100 34 0 1 0-200 0"
        marks = f"M330 528H870M-60 798L330 528M1260 798L870 528M600 528V800{ring}"
    return stripes + stroke(marks, colour=tint.light, width=8, opacity=0.9)


def _stadium(dice: Dice, tint: Palette) -> str:
    back = path("M-20 520V330Q600 210 1220 330V520Z", fill=tint.near)
    tier = path("M-20 520V430Q600 330 1220 430V520Z", fill=tint.middle)
    roof = path("M-20 330Q600 200 1220 330V290Q600 150-20 290Z", fill=tint.light)
    crowd = ""
    for hue in (tint.light, tint.accent, tint.second, tint.dark):
        spots = []
        for _ in range(52):
            x = dice.between(0, 1200)
            lift = 110 * (1 - ((x - 600) / 640) ** 2)
            spots.append((x, dice.between(356, 510) - lift * 0.6))
        crowd += dots([(x, max(y, 300)) for x, y in spots], r=8, fill=hue, opacity=0.85)
    wall = rect(0, 498, 1200, 26, fill=tint.accent) + stroke(
        "".join(f"M{x} 511h70" for x in range(30, 1200, 130)),
        colour=tint.light,
        width=7,
        opacity=0.8,
    )
    lights = _floodlight(110, 40, tint) + _floodlight(1090, -40, tint)
    return (
        sky()
        + clouds(dice, tint, count=2)
        + lights
        + back
        + tier
        + crowd
        + roof
        + wall
        + _pitch(dice, tint)
    )


def _player(x: int, y: int, tint: Palette, *, kind: int) -> str:
    body = path(f"M{x - 34} {y}l8-150q26-34 52 0l8 150z", fill=tint.dark) + circle(
        x, y - 196, 30, fill=tint.dark
    )
    if kind == 0:
        stand = f"M{x + 60} {y}V{y - 170}l-26-16"
        return (
            body
            + stroke(stand, colour=tint.dark, width=7)
            + circle(x + 28, y - 192, 12, fill=tint.second)
        )
    if kind == 1:
        neck = stroke(f"M{x - 40} {y - 60}L{x + 100} {y - 150}", colour=tint.second, width=11)
        return body + neck + oval(x - 24, y - 68, 48, 34, fill=tint.accent)
    drum = oval(x, y - 50, 92, 58, fill=tint.accent) + oval(x, y - 50, 70, 42, fill=tint.light)
    return body + drum


def _curtain(tint: Palette) -> str:
    sides = "M0 0h150Q120 360 60 640H0zM1200 0h-150Q1080 360 1140 640H1200z"
    folds = (
        "M50 0Q44 360 20 630M100 0Q84 360 44 630M1150 0Q1156 360 1180 630M1100 0Q1116 360 1156 630"
    )
    return path(sides, fill=tint.accent) + stroke(folds, colour="#000", width=6, opacity=0.18)


def _beams(dice: Dice, tint: Palette) -> str:
    beams = rect(0, 32, 1200, 12, fill=tint.dark)
    for n in range(6):
        x, to = 120 + n * 192, dice.between(150, 1050)
        hue = dice.pick((tint.light, tint.second, tint.accent))
        cone = [(x - 10, 60), (x + 10, 60), (to + 120, 620), (to - 120, 620)]
        beams += polygon(cone, fill=hue, opacity=0.2)
        beams += rect(x - 22, 34, 44, 40, fill=tint.dark, round_=8)
    return beams


def _concert(dice: Dice, tint: Palette) -> str:
    count = dice.between(2, 4)
    band = "".join(
        _player(
            round(600 + (n - (count - 1) / 2) * 210) + dice.between(-20, 20),
            640,
            tint,
            kind=dice.between(0, 2),
        )
        for n in range(count)
    )
    heads = [(n * 62 + dice.between(-14, 14), dice.between(720, 760)) for n in range(21)]
    hands = "".join(
        f"M{x} 770l{dice.between(-14, 14)}-{dice.between(90, 130)}" for x, _ in heads[::3]
    )
    return (
        sky()
        + _beams(dice, tint)
        + rect(0, 600, 1200, 100, fill=tint.middle)
        + rect(0, 600, 1200, 10, fill=tint.light, opacity=0.5)
        + band
        + _curtain(tint)
        + stroke(hands, colour=tint.dark, width=17)
        + dots(heads, r=36, fill=tint.dark)
        + rect(0, 768, 1200, 40, fill=tint.dark)
    )


STAGE = {
    "stadium": Motif("A stadium full of spectators", _stadium, (DAY, DUSK, NIGHT, SPRING)),
    "concert": Motif("Musicians on a stage", _concert, (NIGHT, DUSK, PLUM, INDIGO)),
}

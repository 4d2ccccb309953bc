"""Gardens: a red bridge over a pond."""

from data.publisher.drawings.picture_dice import Dice
from data.publisher.drawings.picture_motif import Motif
from data.publisher.drawings.picture_palettes import DAWN, DAY, DUSK, MIST, SPRING, Palette
from data.publisher.drawings.picture_shapes import (
    circle,
    dots,
    oval,
    path,
    rect,
    ridge,
    sky,
    stroke,
    sun,
)


def _bridge(x: int, y: int, tint: Palette) -> str:
    arch = stroke(f"M{x - 270} {y}Q{x} {y - 190} {x + 270} {y}", colour=tint.accent, width=30)
    rail = f"M{x - 280} {y - 70}Q{x} {y - 260} {x + 280} {y - 70}"
    for n in range(7):
        a = -240 + n * 80
        rise = 95 * (1 - (a / 270) ** 2)
        rail += f"M{x + a} {y - rise:.0f}v-74"
    legs = f"M{x - 120} {y - 70}V{y + 40}M{x + 120} {y - 70}V{y + 40}"
    return (
        stroke(legs, colour=tint.dark, width=16) + arch + stroke(rail, colour=tint.accent, width=12)
    )


def _cloud_pine(x: int, y: int, tint: Palette) -> str:
    trunk = stroke(
        f"M{x} {y}c-10-90 80-130 20-220s20-110 60-130M{x + 30} {y - 150}c-60-10-90-40-110-60",
        colour="#5b4032",
        width=20,
    )
    pads = ""
    for dx, dy, r in ((-90, -226, 76), (70, -190, 84), (20, -300, 92), (100, -374, 70)):
        pads += oval(x + dx, y + dy, r, r * 0.42, fill=tint.near)
        pads += oval(x + dx - r * 0.15, y + dy - r * 0.12, r * 0.7, r * 0.22, fill=tint.middle)
    return trunk + pads


def _blossoms(dice: Dice, tint: Palette, *, x: int, y: int) -> str:
    hue = dice.pick((tint.second, tint.accent, "#f3b7c6", "#e58a3c"))
    trunk = stroke(f"M{x} {y}q-16-120 10-200", colour="#5b4032", width=26)
    spots = [(x + dice.between(-130, 130), y - 260 + dice.between(-90, 90)) for _ in range(12)]
    crown = dots(spots, r=62, fill=hue) + dots(
        [(a - 14, b - 16) for a, b in spots[::2]], r=32, fill="#fff", opacity=0.25
    )
    petals = dots(
        [(x + dice.between(-260, 260), dice.between(y - 100, 780)) for _ in range(26)],
        r=6,
        fill=hue,
    )
    return trunk + crown + petals


def _koi(dice: Dice) -> str:
    fish = ""
    for _ in range(4):
        x, y, turn = dice.between(260, 940), dice.between(690, 770), dice.between(-30, 30)
        hue = dice.pick(("#e8643c", "#f4f0e6", "#f0a63a"))
        fish += f'<g transform="translate({x} {y})rotate({turn})">' + path(
            "M-40 0q40-26 76 0q-36 26-76 0l-24-14v28z", fill=hue
        )
        fish += circle(4, -2, 9, fill="#e8643c") + "</g>"
    return fish


def _garden(dice: Dice, tint: Palette) -> str:
    left = dice.happens(0.5)
    x = 420 if left else 780
    shrubs = "".join(
        circle(
            n * 110 + dice.between(-20, 20),
            590,
            dice.between(44, 74),
            fill=(tint.near, tint.middle, "#7fa06a")[n % 3],
        )
        for n in range(12)
    )
    pond = path("M0 660Q300 600 620 630T1200 640V800H0Z", fill="#5f9ea0") + path(
        "M0 672Q300 612 620 642T1200 652V664Q900 650 620 656T0 690Z", fill="#fff", opacity=0.25
    )
    stones = oval(90, 770, 150, 60, fill=tint.far) + oval(1130, 780, 170, 66, fill=tint.far)
    return (
        sky()
        + sun(dice, tint, y=dice.between(130, 200))
        + ridge(dice, y=560, rise=220, fill=tint.far, peaks=3)
        + rect(0, 560, 1200, 240, fill="#8fb07a")
        + shrubs
        + pond
        + _koi(dice)
        + _bridge(x, 650, tint)
        + _cloud_pine(1000 if left else 150, 640, tint)
        + stones
        + _blossoms(dice, tint, x=130 if left else 1050, y=680)
    )


GARDENS = {"garden": Motif("A garden with a red bridge", _garden, (DAWN, DAY, DUSK, MIST, SPRING))}

"""Water: the coast, the deep sea, the hot spring."""

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
    dots,
    oval,
    path,
    polygon,
    rect,
    ridge,
    sky,
    stroke,
    sun,
)
from data.publisher.drawings.pictures_nature import pines


def _lighthouse(x: int, y: int, tint: Palette) -> str:
    body = polygon(
        [(x - 34, y), (x - 22, y - 230), (x + 22, y - 230), (x + 34, y)], fill=tint.light
    )
    band = polygon(
        [(x - 29, y - 96), (x - 25, y - 166), (x + 25, y - 166), (x + 29, y - 96)], fill=tint.accent
    )
    shade = polygon(
        [(x + 6, y), (x + 4, y - 230), (x + 22, y - 230), (x + 34, y)], fill="#000", opacity=0.15
    )
    beam = polygon(
        [(x, y - 262), (x - 640, y - 330), (x - 640, y - 170)], fill=tint.light, opacity=0.22
    )
    lamp = rect(x - 16, y - 276, 32, 40, fill=tint.second) + rect(
        x - 34, y - 240, 68, 12, fill=tint.dark
    )
    roof = path(f"M{x - 24} {y - 274}q24-44 48 0z", fill=tint.accent)
    return beam + body + band + shade + lamp + roof


def _coast(dice: Dice, tint: Palette) -> str:
    x, y = dice.between(860, 980), dice.between(400, 440)
    cliff = path(
        f"M{x - 190} 700L{x - 150} {y + 60}Q{x - 120} {y} {x} {y}T1200 {y - 30}V800H{x - 240}Z",
        fill=tint.near,
    )
    grass = path(
        f"M{x - 152} {y + 62}Q{x - 120} {y} {x} {y}T1200 {y - 30}"
        f"V{y + 40}Q{x} {y + 20} {x - 152} {y + 62}",
        fill="#7fa06a",
    )
    waves = "".join(
        f"M{dice.between(0, 1000)} {dice.between(560, 780)}q30-16 60 0t60 0" for _ in range(16)
    )
    gulls = "".join(
        f"M{dice.between(80, 640)} {dice.between(120, 330)}q22-26 40 0q18-26 40 0" for _ in range(5)
    )
    foam = path(f"M0 760Q{x - 500} 700 {x - 260} 742T{x} 800H0Z", fill=tint.light, opacity=0.7)
    return (
        sky()
        + sun(dice, tint, y=dice.between(200, 380))
        + clouds(dice, tint, count=3)
        + rect(0, 520, 1200, 280, fill=tint.middle)
        + rect(0, 520, 1200, 6, fill=tint.light, opacity=0.5)
        + stroke(waves, colour=tint.light, width=5, opacity=0.45)
        + foam
        + cliff
        + grass
        + _lighthouse(x + 60, y + 4, tint)
        + stroke(gulls, colour=tint.dark, width=6)
    )


def _fish(*, x: int, y: int, size: int, fill: str) -> str:
    s = size
    body = f"M{x - s} {y}Q{x} {y - s * 0.7:.0f} {x + s} {y}Q{x} {y + s * 0.7:.0f} {x - s} {y}"
    return path(f"{body}l{-s * 0.5:.0f}{-s * 0.4:.0f}v{s * 0.8:.0f}z", fill=fill)


def _jelly(dice: Dice, tint: Palette, *, x: int, y: int, r: int) -> str:
    arms = "".join(
        f"M{x - r * 0.6 + n * r * 0.3:.0f} {y}q{dice.between(-40, 40)} {r} 0 {r * 2}"
        for n in range(5)
    )
    bell = path(
        f"M{x - r} {y}a{r} {r * 1.1:.0f} 0 0 1 {2 * r} 0q{-r / 2:.0f} 24 {-r} 0t{-r} 0z",
        fill=tint.light,
        opacity=0.75,
    )
    return (
        stroke(arms, colour=tint.light, width=6, opacity=0.4)
        + circle(x, y - r * 0.3, r * 1.7, fill=tint.light, opacity=0.1)
        + bell
    )


def _rays(dice: Dice, tint: Palette) -> str:
    x = dice.between(200, 700)
    slants = "".join(f"M{x + n * 130} 0h60L{x + n * 250 - 60} 800h-160z" for n in range(4))
    return path(slants, fill=tint.light, opacity=0.08)


def _school(dice: Dice, tint: Palette) -> str:
    x, y = dice.between(200, 600), dice.between(180, 420)
    hue = dice.pick((tint.accent, tint.second, tint.far))
    return "".join(
        _fish(
            x=x + dice.between(0, 420),
            y=y + dice.between(-90, 170),
            size=dice.between(16, 30),
            fill=hue,
        )
        for _ in range(16)
    )


def _jellies(dice: Dice, tint: Palette) -> str:
    return "".join(
        _jelly(
            dice, tint, x=dice.between(120, 1080), y=dice.between(180, 440), r=dice.between(44, 90)
        )
        for _ in range(dice.between(1, 3))
    )


def _ocean(dice: Dice, tint: Palette) -> str:
    weed = "".join(
        f"M{dice.between(0, 1200)} 800c-40-60 40-110 0-{dice.between(120, 260)}" for _ in range(16)
    )
    bubbles = [(dice.between(60, 1140), dice.between(60, 700)) for _ in range(18)]
    return (
        rect(0, 0, 1200, 800, fill=tint.near)
        + '<rect width="1200" height="800" fill="url(#sky)" opacity=".45"/>'
        + _rays(dice, tint)
        + ridge(dice, y=740, rise=150, fill=tint.near, peaks=4)
        + _school(dice, tint)
        + _jellies(dice, tint)
        + stroke(weed, colour=tint.dark, width=16)
        + ridge(dice, y=790, rise=70, fill=tint.dark, peaks=3)
        + dots(bubbles, r=7, fill=tint.light, opacity=0.4)
    )


def _rocks(dice: Dice, tint: Palette, *, y: int) -> str:
    stones = ""
    for n in range(9):
        x, r = n * 150 + dice.between(-30, 30), dice.between(70, 110)
        stones += oval(x, y + (abs(n - 4) * 9), r, r * 0.62, fill=(tint.dark, tint.near)[n % 2])
        stones += oval(
            x - r * 0.25,
            y + abs(n - 4) * 9 - r * 0.3,
            r * 0.45,
            r * 0.16,
            fill=tint.light,
            opacity=0.2,
        )
    return stones


def _bath_house(x: int, tint: Palette) -> str:
    roof = path(
        f"M{x - 210} 350Q{x - 130} 330 {x - 90} 250H{x + 90}Q{x + 130} 330 {x + 210} 350Z",
        fill=tint.dark,
    )
    walls = rect(x - 150, 346, 300, 180, fill=tint.near) + rect(
        x - 120, 380, 100, 110, fill=tint.second, opacity=0.9
    )
    walls += rect(x + 20, 380, 100, 110, fill=tint.second, opacity=0.9)
    bars = (
        "".join(f"M{x + n} 380v110" for n in (-95, -70, -45, 45, 70, 95))
        + f"M{x - 150} 346v190M{x + 150} 346v190"
    )
    return walls + stroke(bars, colour=tint.dark, width=6) + roof


def _bather(x: int, tint: Palette) -> str:
    shoulders = path(f"M{x - 92} 736q92-86 184 0z", fill="#e8b894")
    face = circle(x, 660, 42, fill="#e8b894")
    hair = path(f"M{x - 44} 654a44 44 0 0 1 88 0q-44-18-88 0", fill=tint.dark)
    towel = rect(x - 34, 602, 68, 20, fill=tint.light, round_=8)
    return shoulders + face + hair + towel


def _onsen(dice: Dice, tint: Palette) -> str:
    x = dice.between(260, 940)
    water = rect(0, 560, 1200, 240, fill="#7fb8b0") + oval(600, 570, 640, 46, fill="#a8d3ca")
    rings = "".join(
        f"M{dice.between(60, 1000)} {dice.between(620, 780)}h{dice.between(60, 180)}"
        for _ in range(12)
    )
    mist = "".join(f"M{90 + n * 170} 640c-70-70 70-130 0-210s40-100 10-150" for n in range(7))
    snow = dots(
        [(dice.between(0, 1200), dice.between(0, 520)) for _ in range(40)],
        r=5,
        fill="#fff",
        opacity=0.8,
    )
    return (
        sky()
        + sun(dice, tint, y=dice.between(110, 180))
        + ridge(dice, y=520, rise=260, fill=tint.far, peaks=3)
        + pines(dice, y=440, count=16, fill=tint.middle)
        + _bath_house(x, tint)
        + water
        + _rocks(dice, tint, y=560)
        + stroke(rings, colour=tint.light, width=5, opacity=0.5)
        + _bather(dice.between(300, 800), tint)
        + stroke(mist, colour=tint.light, width=30, opacity=0.2)
        + (snow if dice.happens(0.4) else "")
    )


WATER = {
    "coast": Motif("A lighthouse above the sea", _coast, OUTDOORS),
    "ocean": Motif("Under the surface of the sea", _ocean, (DAY, NIGHT, SPRING, MIST)),
    "onsen": Motif("An outdoor hot spring", _onsen, (DAWN, DUSK, MIST, NIGHT)),
}

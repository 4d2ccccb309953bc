"""Work: a chart of prices, a factory, a laboratory."""

from data.publisher.drawings.picture_dice import Dice
from data.publisher.drawings.picture_motif import Motif
from data.publisher.drawings.picture_palettes import (
    CEDAR,
    CELADON,
    DAWN,
    DAY,
    DUSK,
    INDIGO,
    MIST,
    NIGHT,
    PLUM,
    SLATE,
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
    smooth,
    stroke,
    sun,
)


def _coins(dice: Dice, tint: Palette, *, x: int) -> str:
    stack = ""
    for n in range(dice.between(3, 8)):
        stack += oval(x, 716 - n * 24, 82, 24, fill=tint.middle)
        stack += oval(x, 708 - n * 24, 82, 24, fill=tint.second)
    return stack


def _chart(dice: Dice, tint: Palette) -> str:
    heights, level, trend = [], dice.between(120, 340), dice.between(-24, 44)
    for _ in range(9):
        level = min(430, max(90, level + trend + dice.between(-60, 60)))
        heights.append(level)
    bars = ""
    for n, h in enumerate(heights):
        x = 150 + n * 100
        bars += rect(x, 680 - h, 62, h, fill=tint.near, round_=6)
        bars += rect(x + 42, 680 - h, 20, h, fill="#000", opacity=0.14)
    points = [(181 + n * 100, 600 - h * 1.05) for n, h in enumerate(heights)]
    line = stroke(smooth(points), colour=tint.accent, width=13)
    grid = stroke(
        "".join(f"M100 {y}H1100" for y in range(160, 680, 104)),
        colour=tint.dark,
        width=2,
        opacity=0.18,
    )
    tip_x, tip_y = points[-1]
    tip = circle(tip_x, tip_y, 34, fill=tint.accent, opacity=0.25) + circle(
        tip_x, tip_y, 17, fill=tint.accent
    )
    return (
        sky()
        + rect(70, 80, 1060, 620, fill=tint.light, opacity=0.92, round_=18)
        + grid
        + bars
        + line
        + dots(points[:-1], r=11, fill=tint.accent)
        + tip
        + rect(0, 700, 1200, 100, fill=tint.middle)
        + _coins(dice, tint, x=dice.between(90, 160))
        + _coins(dice, tint, x=dice.between(1060, 1120))
    )


def _chimney(dice: Dice, tint: Palette, *, x: int) -> str:
    top = dice.between(220, 300)
    puffs, a, b = "", x + 30, top - 20
    for n in range(5):
        puffs += circle(a, b, 34 + n * 14, fill=tint.light, opacity=0.75 - n * 0.11)
        a, b = a + 52 + n * 6, b - 34
    stack = polygon([(x, 640), (x + 10, top), (x + 54, top), (x + 64, 640)], fill=tint.far)
    band = rect(x + 8, top + 24, 48, 26, fill=tint.accent) + rect(
        x + 6, top + 76, 52, 26, fill=tint.accent
    )
    return puffs + stack + band + rect(x + 40, top, 20, 400, fill="#000", opacity=0.12)


def _turbine(dice: Dice, tint: Palette, *, x: int, y: int) -> str:
    turn = dice.between(0, 119)
    blade = "M-9 0Q-16-70 0-190Q14-70 9 0z"
    blades = "".join(
        f'<g transform="rotate({turn + n * 120})">{path(blade, fill=tint.light)}</g>'
        for n in range(3)
    )
    mast = polygon([(x - 7, y), (x + 7, y), (x + 13, 640), (x - 13, 640)], fill=tint.light)
    return (
        mast + f'<g transform="translate({x} {y})">{blades}</g>' + circle(x, y, 15, fill=tint.far)
    )


def _hall(dice: Dice, tint: Palette, *, x: int) -> str:
    roof = f"M{x} 640V470" + "l104-92l26 92" * 4 + "V640z"
    panes = "".join(f"M{x + 30 + n * 86} 520h56v50h-56z" for n in range(6))
    skylights = "".join(f"M{x + 30 + n * 130} 460l68-60v60z" for n in range(4))
    return (
        path(roof, fill=tint.near)
        + path(skylights, fill=tint.light, opacity=0.5)
        + path(panes, fill=dice.pick((tint.second, tint.light)), opacity=0.85)
        + rect(x + 200, 588, 110, 60, fill=tint.dark)
    )


def _factory(dice: Dice, tint: Palette) -> str:
    left = dice.happens(0.5)
    x = 130 if left else 550
    mills = "".join(
        _turbine(dice, tint, x=a, y=dice.between(230, 330))
        for a in ((820, 1010) if left else (180, 380))
    )
    chimneys = "".join(_chimney(dice, tint, x=x + n) for n in (60, 180))
    crates = "".join(
        rect(x + 540 + n * 64, 598, 58, 48, fill=(tint.accent, tint.second)[n % 2])
        for n in range(2)
    )
    return (
        sky()
        + sun(dice, tint, y=dice.between(140, 260))
        + clouds(dice, tint, count=2)
        + ridge(dice, y=640, rise=150, fill=tint.far, peaks=4)
        + mills
        + chimneys
        + _hall(dice, tint, x=x)
        + crates
        + rect(0, 640, 1200, 160, fill=tint.middle)
        + stroke("M0 716H1200", colour=tint.light, width=8, opacity=0.4)
    )


def _flask(x: int, y: int, s: int, *, fluid: str) -> str:
    half = f"q-10 {s * 0.1:.0f} {s * 0.14:.0f} {s * 0.1:.0f}h{s * 0.92:.0f}"
    glass = path(
        f"M{x - s * 0.16:.0f} {y - s}v{s * 0.4:.0f}L{x - s * 0.6:.0f} {y - s * 0.1:.0f}{half}"
        f"q{s * 0.24:.0f} 0 {s * 0.14:.0f}{-s * 0.1:.0f}L{x + s * 0.16:.0f} {y - s * 0.6:.0f}"
        f"v{-s * 0.4:.0f}z",
        fill="#fff",
        opacity=0.4,
    )
    top, side, low = y - s * 0.3, s * 0.58, y - s * 0.06
    level = [(x - s * 0.4, top), (x + s * 0.4, top), (x + side, low), (x + s * 0.5, y)]
    level += [(x - s * 0.5, y), (x - side, low)]
    bubbles = [(x - 20, y - s * 0.14), (x + 24, y - s * 0.2), (x + 4, y - s * 0.42)]
    rim = rect(x - s * 0.22, y - s * 1.03, s * 0.44, s * 0.07, fill="#fff", round_=4)
    rising = dots(bubbles, r=s * 0.04, fill="#fff", opacity=0.7)
    return glass + polygon(level, fill=fluid) + rising + rim


def _microscope(x: int, tint: Palette) -> str:
    arm = stroke(
        f"M{x + 70} 640C{x + 190} 560 {x + 170} 380 {x + 40} 360", colour=tint.dark, width=34
    )
    tube = f'<g transform="rotate(-24 {x} 400)">' + rect(
        x - 34, 220, 68, 250, fill=tint.light, round_=10
    )
    tube += rect(x - 26, 180, 52, 50, fill=tint.dark, round_=6) + rect(
        x - 18, 466, 36, 50, fill=tint.second
    )
    tube += rect(x + 8, 220, 26, 250, fill="#000", opacity=0.12) + "</g>"
    stage = rect(x - 70, 560, 190, 22, fill=tint.dark, round_=6) + rect(
        x - 20, 550, 80, 12, fill=tint.light
    )
    return arm + tube + stage + rect(x - 100, 634, 290, 36, fill=tint.dark, round_=12)


def _lab(dice: Dice, tint: Palette) -> str:
    fluids = (tint.accent, tint.second, "#5aa99a", "#6f8fd0", "#b06fa8")
    left = dice.happens(0.5)
    x = 250 if left else 840
    others = (620, 830, 1020) if left else (150, 350, 560)
    flasks = "".join(
        _flask(a, 668, dice.between(170, 290), fluid=dice.pick(fluids)) for a in others
    )
    shelf = rect(0, 240, 1200, 14, fill=tint.far, opacity=0.8)
    jars = "".join(
        rect(
            a, 170 - a % 3 * 18, 60, 70 + a % 3 * 18, fill=dice.pick(fluids), opacity=0.75, round_=8
        )
        + rect(a + 6, 156 - a % 3 * 18, 48, 16, fill=tint.dark)
        for a in range(70, 1150, 118)
        if dice.happens(0.7)
    )
    lamp = circle(x, 420, 250, fill=tint.light, opacity=0.12)
    top = rect(0, 668, 1200, 132, fill=tint.far) + rect(
        0, 668, 1200, 14, fill=tint.light, opacity=0.5
    )
    return sky() + shelf + jars + lamp + top + _microscope(x, tint) + flasks


WORK = {
    "chart": Motif(
        "A chart of rising and falling bars", _chart, (CELADON, INDIGO, SLATE, PLUM, CEDAR)
    ),
    "factory": Motif("A factory beside wind turbines", _factory, (DAWN, DAY, DUSK, MIST, NIGHT)),
    "lab": Motif("A laboratory bench", _lab, (CELADON, INDIGO, SLATE, PLUM)),
}

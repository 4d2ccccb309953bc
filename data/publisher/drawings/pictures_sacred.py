"""Sacred places: gates in the water and on the hill."""

from data.publisher.drawings.picture_dice import Dice
from data.publisher.drawings.picture_motif import Motif
from data.publisher.drawings.picture_palettes import OUTDOORS, Palette
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


def gate(x: float, y: float, size: float, *, fill: str, dark: str) -> str:
    """Return a torii whose feet stand at height `y`, `size` wide between its pillars."""
    h, post = size * 1.05, size * 0.09
    left, right, top = x - size / 2, x + size / 2, y - h
    pillars = polygon(
        [(left, top), (left + post, top), (left, y), (left - post, y)], fill=fill
    ) + polygon([(right - post, top), (right, top), (right + post, y), (right, y)], fill=fill)
    shade = polygon(
        [(right - post * 0.4, top), (right, top), (right + post, y), (right + post * 0.6, y)],
        fill="#000",
        opacity=0.2,
    )
    lintel = rect(left - size * 0.16, top + size * 0.2, size * 1.32, size * 0.075, fill=fill)
    beam = path(
        f"M{left - size * 0.3:.0f} {top - size * 0.1:.0f}Q{x:.0f} {top + size * 0.07:.0f} "
        f"{right + size * 0.3:.0f} {top - size * 0.1:.0f}l{-size * 0.05:.0f} {size * 0.15:.0f}"
        f"Q{x:.0f} {top + size * 0.17:.0f} {left - size * 0.25:.0f} {top + size * 0.05:.0f}Z",
        fill=fill,
    )
    cap = stroke(
        f"M{left - size * 0.31:.0f} {top - size * 0.11:.0f}Q{x:.0f} {top + size * 0.06:.0f} "
        f"{right + size * 0.31:.0f} {top - size * 0.11:.0f}",
        colour=dark,
        width=size * 0.06,
    )
    tablet = rect(x - size * 0.05, top + size * 0.08, size * 0.1, size * 0.13, fill=dark)
    feet = rect(left - post, y - size * 0.09, post, size * 0.09, fill=dark) + rect(
        right, y - size * 0.09, post, size * 0.09, fill=dark
    )
    return pillars + shade + lintel + beam + cap + tablet + feet


def _torii(dice: Dice, tint: Palette) -> str:
    x, y, size = dice.between(520, 760), dice.between(600, 640), dice.between(330, 420)
    water = rect(0, 540, 1200, 260, fill=tint.middle) + rect(
        0, 540, 1200, 8, fill=tint.light, opacity=0.4
    )
    mirror = f'<g transform="matrix(1 0 0 -.5 0 {y * 1.5:.0f})" opacity=".28">'
    mirror += gate(x, y, size, fill=tint.accent, dark=tint.dark) + "</g>"
    ripples = "".join(
        f"M{dice.between(0, 1100)} {dice.between(570, 780)}h{dice.between(40, 150)}"
        for _ in range(22)
    )
    return (
        sky()
        + sun(dice, tint, y=dice.between(190, 330))
        + clouds(dice, tint, count=2)
        + ridge(dice, y=560, rise=170, fill=tint.far, peaks=4)
        + ridge(dice, y=560, rise=90, fill=tint.middle, peaks=5)
        + water
        + mirror
        + stroke(ripples, colour=tint.light, width=4, opacity=0.35)
        + gate(x, y, size, fill=tint.accent, dark=tint.dark)
    )


def _hall(x: int, y: int, tint: Palette) -> str:
    roof = path(
        f"M{x - 360} {y - 150}Q{x - 210} {y - 190} {x - 130} {y - 300}H{x + 130}"
        f"Q{x + 210} {y - 190} {x + 360} {y - 150}"
        f"L{x + 330} {y - 120}Q{x} {y - 160} {x - 330} {y - 120}Z",
        fill=tint.dark,
    )
    ridge_ = rect(x - 150, y - 318, 300, 26, fill=tint.dark) + stroke(
        "".join(f"M{x + n} {y - 300}l50-60M{x + n + 50} {y - 300}l-50-60" for n in (-170, 120)),
        colour=tint.second,
        width=10,
    )
    walls = rect(x - 240, y - 150, 480, 150, fill=tint.light) + rect(
        x - 90, y - 130, 180, 130, fill=tint.near
    )
    posts = "".join(
        rect(x + n - 12, y - 150, 24, 150, fill=tint.accent) for n in (-240, -100, 100, 240)
    )
    rope = stroke(f"M{x - 96} {y - 104}q96 60 192 0", colour=tint.second, width=18)
    papers = path(
        "".join(f"M{x + n} {y - 84}h18l-8 24h14l-20 34z" for n in (-60, -10, 40)), fill="#fff"
    )
    steps = "".join(
        rect(x - 130 - n * 24, y + n * 22, 260 + n * 48, 22, fill=(tint.far, tint.middle)[n % 2])
        for n in range(4)
    )
    return walls + posts + rope + papers + steps + roof + ridge_


def _stone_lantern(x: int, y: int, tint: Palette) -> str:
    foot = polygon([(x - 46, y), (x - 30, y - 26), (x + 30, y - 26), (x + 46, y)], fill=tint.far)
    shaft = rect(x - 16, y - 120, 32, 96, fill=tint.far) + rect(
        x + 2, y - 120, 14, 96, fill="#000", opacity=0.15
    )
    box = rect(x - 36, y - 176, 72, 58, fill=tint.far) + rect(
        x - 18, y - 164, 36, 36, fill=tint.second
    )
    cap = path(
        f"M{x - 66} {y - 170}Q{x - 20} {y - 190} {x} {y - 226}"
        f"Q{x + 20} {y - 190} {x + 66} {y - 170}Z",
        fill=tint.middle,
    )
    return foot + shaft + box + cap


def _shrine(dice: Dice, tint: Palette) -> str:
    x, y = dice.between(540, 660), 620
    crowns = (tint.near, tint.middle, dice.pick((tint.second, tint.accent, tint.near)))
    trees = "".join(
        circle(
            n * 118 + dice.between(-30, 30),
            dice.between(330, 450),
            dice.between(80, 130),
            fill=crowns[n % 3],
        )
        for n in range(11)
    )
    ground = rect(0, y, 1200, 180, fill=tint.middle) + polygon(
        [(x - 220, y + 88), (x + 220, y + 88), (x + 420, 800), (x - 420, 800)], fill=tint.horizon
    )
    leaves = "".join(f"M{dice.between(0, 1190)} {dice.between(640, 790)}h0" for _ in range(26))
    return (
        sky()
        + sun(dice, tint, y=dice.between(130, 200))
        + ridge(dice, y=480, rise=240, fill=tint.far, peaks=3)
        + trees
        + ground
        + _hall(x, y, tint)
        + _stone_lantern(x - 420, 720, tint)
        + _stone_lantern(x + 420, 720, tint)
        + stroke(leaves, colour=tint.accent, width=10, opacity=0.6)
    )


SACRED = {
    "torii": Motif("A shrine gate standing in water", _torii, OUTDOORS),
    "shrine": Motif("A shrine among trees", _shrine, OUTDOORS),
}

"""Sacred places: gates in the water and on the hill."""

from data.publisher.picture_dice import Dice
from data.publisher.picture_motif import Motif
from data.publisher.picture_palettes import OUTDOORS, Palette
from data.publisher.picture_shapes import clouds, path, polygon, rect, ridge, sky, stroke, sun


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


SACRED = {"torii": Motif("A shrine gate standing in water", _torii, OUTDOORS)}

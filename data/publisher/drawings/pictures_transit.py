"""On rails: a train crossing a bridge."""

from data.publisher.drawings.picture_dice import Dice
from data.publisher.drawings.picture_motif import Motif
from data.publisher.drawings.picture_palettes import OUTDOORS, Palette
from data.publisher.drawings.picture_shapes import (
    clouds,
    path,
    polygon,
    rect,
    ridge,
    sky,
    stroke,
    sun,
)


def _carriage(x: int, y: int, tint: Palette, *, stripe: str) -> str:
    body = rect(x, y - 150, 330, 130, fill=tint.light, round_=14)
    windows = "".join(f"M{x + 24 + n * 102} {y - 124}h76v48h-76z" for n in range(3))
    band = rect(x, y - 62, 330, 18, fill=stripe)
    doors = stroke(f"M{x + 112} {y - 140}v114M{x + 216} {y - 140}v114", colour=tint.far, width=4)
    under = rect(x + 20, y - 24, 290, 14, fill=tint.dark)
    wheels = stroke(
        f"M{x + 66} {y - 10}h0M{x + 116} {y - 10}h0M{x + 216} {y - 10}h0M{x + 266} {y - 10}h0",
        colour=tint.dark,
        width=30,
    )
    shade = rect(x, y - 40, 330, 20, fill="#000", opacity=0.12)
    return body + path(windows, fill=tint.near) + band + doors + shade + under + wheels


def _cab(x: int, y: int, tint: Palette, *, stripe: str) -> str:
    nose = path(f"M{x} {y - 150}h60q100 10 140 130h-200z", fill=tint.light)
    glass = path(f"M{x + 30} {y - 128}h40q56 14 76 62h-116z", fill=tint.near)
    band = path(f"M{x} {y - 62}h184l6 18h-190z", fill=stripe)
    lamp = stroke(f"M{x + 180} {y - 34}h0", colour=tint.second, width=16)
    return nose + glass + band + lamp + rect(x, y - 24, 180, 14, fill=tint.dark)


def _viaduct(dice: Dice, tint: Palette, *, y: int) -> str:
    gap = dice.pick((200, 240, 300))
    arches = "".join(
        f"M{x} 800V{y + 130}a{gap / 2 - 24:.0f} {gap / 2 - 24:.0f} 0 0 1 {gap - 48} 0V800z"
        for x in range(-60, 1200, gap)
    )
    deck = rect(0, y, 1200, 34, fill=tint.near) + rect(0, y, 1200, 8, fill=tint.light, opacity=0.4)
    body = f'<path fill-rule="evenodd" fill="{tint.near}" d="M0 {y + 30}H1200V800H0Z{arches}"/>'
    return deck + body


def _masts(tint: Palette, *, y: int) -> str:
    line = "".join(f"M{x} {y}V{y - 240}M{x} {y - 226}h70" for x in range(90, 1200, 340))
    wire = f"M0 {y - 214}H1200M0 {y - 236}H1200"
    return stroke(line, colour=tint.dark, width=9) + stroke(wire, colour=tint.dark, width=3)


def _train(dice: Dice, tint: Palette) -> str:
    y, stripe = dice.between(520, 570), dice.pick((tint.accent, tint.second, tint.middle))
    head = dice.between(620, 980)
    cars = "".join(_carriage(head - 336 * n, y, tint, stripe=stripe) for n in range(1, 4))
    water = rect(0, 690, 1200, 110, fill=tint.middle)
    peak = polygon([(120, 560), (330, 250), (560, 560)], fill=tint.far) if dice.happens(0.5) else ""
    return (
        sky()
        + sun(dice, tint, y=dice.between(130, 240))
        + clouds(dice, tint, count=3)
        + peak
        + ridge(dice, y=600, rise=190, fill=tint.far, peaks=4)
        + ridge(dice, y=660, rise=120, fill=tint.middle, peaks=3)
        + water
        + _masts(tint, y=y)
        + cars
        + _cab(head, y, tint, stripe=stripe)
        + _viaduct(dice, tint, y=y)
    )


TRANSIT = {"train": Motif("A train crossing a viaduct", _train, OUTDOORS)}

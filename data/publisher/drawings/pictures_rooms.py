"""Quiet rooms: a gallery of pictures, shelves of books."""

from data.publisher.drawings.picture_dice import Dice
from data.publisher.drawings.picture_motif import Motif
from data.publisher.drawings.picture_palettes import CEDAR, CELADON, INDOORS, PLUM, SLATE, Palette
from data.publisher.drawings.picture_shapes import circle, oval, path, polygon, rect, sky, stroke

Box = tuple[float, float, float, float]


def _art(dice: Dice, tint: Palette, box: Box) -> str:
    x, y, w, h = box
    first, second = dice.pick((tint.accent, tint.dark)), dice.pick((tint.near, tint.second))
    kind = dice.between(0, 3)
    if kind == 0:
        disc = circle(x + w * 0.4, y + h * 0.4, min(w, h) * 0.28, fill=first)
        return disc + rect(x, y + h * 0.62, w, h * 0.38, fill=second)
    if kind == 1:
        hill = polygon([(x, y + h), (x + w * 0.5, y + h * 0.3), (x + w, y + h)], fill=second)
        return hill + circle(x + w * 0.75, y + h * 0.25, w * 0.1, fill=first)
    if kind == 2:
        block = rect(x + w * 0.12, y + h * 0.1, w * 0.34, h * 0.5, fill=first)
        return block + rect(x + w * 0.4, y + h * 0.45, w * 0.48, h * 0.4, fill=tint.far)
    wave = f"q{w * 0.2:.0f}{-h * 0.8:.0f} {w * 0.4:.0f}{-h * 0.1:.0f}t{w * 0.4:.0f}{-h * 0.2:.0f}"
    return stroke(f"M{x + w * 0.1:.0f} {y + h * 0.7:.0f}{wave}", colour=first, width=22)


def _canvas(dice: Dice, tint: Palette, box: Box) -> str:
    x, y, w, h = box
    ground = dice.pick((tint.light, tint.second, tint.near, tint.accent))
    return (
        rect(x + 2, y + 4, w + 20, h + 20, fill="#000", opacity=0.15)
        + rect(x - 14, y - 14, w + 28, h + 28, fill=tint.dark)
        + rect(x, y, w, h, fill=ground)
        + _art(dice, tint, box)
    )


def _visitor(x: int, h: int, *, coat: str, hair: str) -> str:
    leg = f"v{-h * 0.4:.0f}h{h * 0.08:.0f}v{h * 0.4:.0f}z"
    legs = path(f"M{x - h * 0.1:.0f} 740{leg}M{x + h * 0.02:.0f} 740{leg}", fill=hair)
    body = path(
        f"M{x - h * 0.18:.0f} {740 - h * 0.3:.0f}l{h * 0.05:.0f}{-h * 0.4:.0f}"
        f"q{h * 0.13:.0f}{-h * 0.16:.0f} {h * 0.26:.0f} 0l{h * 0.05:.0f} {h * 0.4:.0f}z",
        fill=coat,
    )
    below = oval(x + 20, 742, h * 0.22, 10, fill="#000", opacity=0.2)
    return below + legs + body + circle(x, 740 - h * 0.88, h * 0.1, fill=hair)


def _gallery(dice: Dice, tint: Palette) -> str:
    wide = dice.between(300, 380)
    boxes = ((110, 170, 230, 300), (430, 150, wide, 330), (500 + wide, 190, 220, 260))
    lights = "".join(
        polygon(
            [(x, 60), (x + 30, 60), (x + 170, 520), (x - 140, 520)], fill=tint.light, opacity=0.16
        )
        + rect(x - 4, 44, 38, 22, fill=tint.dark)
        for x in (210, 590, 960)
    )
    bench = path("M470 690h280v26h-28v44h-22v-44h-178v44h-22v-44h-30z", fill=tint.dark)
    coats = (tint.accent, tint.second, tint.near)
    people = "".join(
        _visitor(
            dice.between(low, low + 160),
            dice.between(270, 330),
            coat=dice.pick(coats),
            hair=tint.dark,
        )
        for low in ((180, 820) if dice.happens(0.6) else (620,))
    )
    works = "".join(_canvas(dice, tint, box) for box in boxes)
    floor = rect(0, 600, 1200, 200, fill=tint.far) + rect(0, 586, 1200, 16, fill=tint.light)
    rail = rect(0, 44, 1200, 8, fill=tint.dark)
    return sky() + rail + works + lights + floor + bench + people


def _shelf_of_books(dice: Dice, tint: Palette, *, y: int) -> str:
    x, spines = 70, ""
    hues = (tint.accent, tint.second, tint.near, tint.light, tint.middle, "#5d7f8c", "#7f9b6a")
    while x < 1110:
        w, h = dice.between(26, 58), dice.between(120, 176)
        spines += rect(x, y - h, w, h, fill=dice.pick(hues), round_=3)
        if dice.happens(0.5):
            spines += rect(x + 5, y - h * 0.8, w - 10, 10, fill=tint.dark, opacity=0.45)
        x += w + (dice.between(30, 70) if dice.happens(0.1) else 2)
    return spines + rect(40, y, 1120, 18, fill=tint.dark)


def _reading_lamp(x: int, tint: Palette) -> str:
    cone = [(x - 50, 420), (x + 50, 420), (x + 230, 700), (x - 230, 700)]
    return (
        polygon(cone, fill=tint.light, opacity=0.3)
        + path(f"M{x - 44} 370h88l50 92h-188z", fill=tint.second)
        + stroke(f"M{x} 462V690", colour=tint.dark, width=12)
        + oval(x, 694, 78, 14, fill=tint.dark)
    )


def _open_book(x: int, tint: Palette) -> str:
    pages = path(
        f"M{x} 690Q{x - 100} 630 {x - 230} 664V700Q{x - 100} 672 {x} 716"
        f"Q{x + 100} 672 {x + 230} 700V664Q{x + 100} 630 {x} 690",
        fill="#fffaf0",
    )
    lines = "".join(
        f"M{x - 200} {672 + n * 9}q90-18 170 16M{x + 30} {688 + n * 9}q80-34 170-16"
        for n in range(2)
    )
    below = oval(x, 716, 240, 12, fill="#000", opacity=0.2)
    return below + pages + stroke(lines, colour=tint.dark, width=3, opacity=0.4)


def _books(dice: Dice, tint: Palette) -> str:
    shelves = "".join(_shelf_of_books(dice, tint, y=y) for y in (210, 420))
    x = dice.pick((220, 900))
    table = rect(0, 690, 1200, 110, fill=tint.far) + rect(0, 690, 1200, 12, fill=tint.light)
    return (
        sky() + shelves + table + _reading_lamp(x, tint) + _open_book(760 if x < 600 else 330, tint)
    )


ROOMS = {
    "gallery": Motif("Pictures in a gallery", _gallery, (CEDAR, CELADON, SLATE, PLUM)),
    "books": Motif("Shelves of books above a reading lamp", _books, INDOORS),
}

"""Nature: mountains."""

from data.publisher.picture_dice import Dice
from data.publisher.picture_motif import Motif
from data.publisher.picture_palettes import OUTDOORS, Palette
from data.publisher.picture_shapes import clouds, polygon, ridge, sky, sun


def pines(dice: Dice, *, y: int, count: int, fill: str) -> str:
    """Return a loose row of conifers whose feet stand about `y`."""
    trees = []
    for _ in range(count):
        x, foot, h = dice.between(-20, 1200), y + dice.between(0, 60), dice.between(90, 170)
        for tier in range(3):
            top, half = foot - h + tier * h * 0.26, h * (0.14 + tier * 0.08)
            trees.append(
                polygon(
                    [(x, top), (x + half, top + h * 0.46), (x - half, top + h * 0.46)], fill=fill
                )
            )
    return "".join(trees)


def _peak(dice: Dice, tint: Palette) -> str:
    x, top = dice.between(560, 800), dice.between(130, 210)
    left, right = x - dice.between(430, 520), x + dice.between(430, 540)
    cone = polygon([(left, 620), (x - 40, top), (x + 40, top), (right, 620)], fill=tint.middle)
    shade = polygon(
        [(x + 10, top), (x + 40, top), (right, 620), (x + 90, 620)], fill=tint.near, opacity=0.55
    )
    slope = (620 - top) / (x - 40 - left)
    drop = 140
    zig = [(x - 40 - drop / slope, top + drop)]
    for n in range(1, 6):
        zig.append((x - 150 + n * 52, top + drop + (-46 if n % 2 else 22)))
    zig.append((x + 40 + drop * (right - x - 40) / (620 - top), top + drop))
    snow = polygon([(x - 40, top), *zig, (x + 40, top)], fill=tint.light)
    return cone + shade + snow


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


NATURE = {"mountain": Motif("A mountain with snow on its top", _mountain, OUTDOORS)}

"""Corners of a town: a stepped alley, a crossing with a bus."""

from data.publisher.drawings.picture_dice import Dice
from data.publisher.drawings.picture_motif import Motif
from data.publisher.drawings.picture_palettes import OUTDOORS, Palette
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


def _front(dice: Dice, tint: Palette, *, x0: int, x1: int, top: int, edge: tuple[int, int]) -> str:
    """Return one house front along the alley; x0 is its near side, `edge` where its feet stand."""
    wall = dice.pick((tint.far, tint.middle, tint.second, tint.light))
    lean = 26
    body = polygon([(x0, top), (x1, top + lean), (x1, edge[1]), (x0, edge[0])], fill=wall)
    roof = polygon(
        [(x0, top - 34), (x1, top + lean - 22), (x1, top + lean + 10), (x0, top + 10)],
        fill=tint.dark,
    )
    w = abs(x1 - x0)
    left = min(x0, x1)
    panes = ""
    for row in range(2 if w < 170 else 3):
        y = top + 74 + row * (w * 0.55 + 28)
        if y + w * 0.4 < edge[1] - 40:
            panes += f"M{left + w * 0.28:.0f} {y:.0f}h{w * 0.44:.0f}v{w * 0.4:.0f}h{-w * 0.44:.0f}z"
    shades = [hue for hue in (tint.light, tint.second, tint.dark) if hue != wall]
    lit = path(panes or "M0 0", fill=dice.pick(shades), opacity=0.8)
    return body + lit + roof


def _shop_sign(dice: Dice, tint: Palette, *, x: int, y: int, size: int) -> str:
    hue = dice.pick((tint.accent, tint.second, tint.near))
    board = rect(x - 5, y - 5, size * 0.5 + 10, size * 1.7 + 10, fill=tint.dark, round_=8)
    board += rect(x, y, size * 0.5, size * 1.7, fill=hue, round_=6)
    marks = "".join(
        f"M{x + size * 0.14:.0f} {y + size * (0.3 + k * 0.42):.0f}h{size * 0.22:.0f}"
        for k in range(3)
    )
    return board + stroke(marks, colour=tint.light, width=size * 0.1)


def _steps(tint: Palette) -> str:
    treads = ""
    for n in range(12):
        y, deep = 340 + n * n * 2.6 + n * 10, 13 + n * 4.9
        half = 84 + (y - 340) * 0.62
        treads += rect(600 - half, y, half * 2, deep, fill=(tint.light, tint.far)[n % 2])
    return treads


def _cat(x: int, y: int, tint: Palette) -> str:
    body = path(f"M{x - 30} {y}q-6-70 30-84q40 10 34 84z", fill=tint.dark)
    head = circle(x - 4, y - 92, 24, fill=tint.dark)
    ears = path(f"M{x - 26} {y - 100}l2-26l18 12zM{x + 18} {y - 100}l-2-26l-18 12z", fill=tint.dark)
    tail = stroke(f"M{x + 30} {y - 8}q46-4 34-52", colour=tint.dark, width=13)
    return tail + body + head + ears


def _alley(dice: Dice, tint: Palette) -> str:
    left = _front(dice, tint, x0=400, x1=516, top=270, edge=(520, 345))
    left += _front(dice, tint, x0=230, x1=404, top=170, edge=(720, 520))
    left += _front(dice, tint, x0=-30, x1=236, top=50, edge=(820, 730))
    right = _front(dice, tint, x0=800, x1=684, top=280, edge=(520, 345))
    right += _front(dice, tint, x0=970, x1=796, top=180, edge=(720, 520))
    right += _front(dice, tint, x0=1230, x1=964, top=70, edge=(820, 730))
    signs = _shop_sign(dice, tint, x=404, y=330, size=64)
    signs += _shop_sign(dice, tint, x=232, y=300, size=92)
    signs += _shop_sign(dice, tint, x=918, y=310, size=92)
    wires = "M180 40Q600 210 1010 60M240 120Q600 270 960 130"
    leaves = [(600 + dice.between(-70, 70), 296 + dice.between(-46, 20)) for _ in range(12)]
    lamps = [(420 + n * 120, 150 + (40 - abs(n - 1.5) * 24)) for n in range(4)]
    return (
        sky()
        + sun(dice, tint, y=dice.between(120, 180))
        + ridge(dice, y=420, rise=160, fill=tint.far, peaks=3)
        + dots(leaves, r=30, fill=dice.pick((tint.near, tint.second, tint.middle)))
        + rect(0, 345, 1200, 455, fill=tint.middle)
        + _steps(tint)
        + left
        + right
        + signs
        + stroke(wires, colour=tint.dark, width=4)
        + dots(lamps, r=17, fill=tint.second)
        + (_cat(dice.between(430, 780), 700, tint) if dice.happens(0.7) else "")
    )


def _bus(dice: Dice, tint: Palette, *, x: int, y: int) -> str:
    hue = dice.pick((tint.accent, tint.second, tint.light, tint.near))
    panes = "".join(f"M{x + 34 + n * 104} {y - 196}h86v78h-86z" for n in range(4))
    wheels = [(x + 120, y - 6), (x + 420, y - 6)]
    door = rect(x + 452, y - 196, 62, 166, fill=tint.far)
    return (
        oval(x + 280, y + 32, 310, 16, fill="#000", opacity=0.2)
        + rect(x, y - 230, 560, 216, fill=hue, round_=26)
        + rect(x, y - 92, 560, 22, fill=tint.light, opacity=0.8)
        + path(panes, fill=tint.dark, opacity=0.85)
        + door
        + rect(x + 524, y - 196, 36, 90, fill=tint.dark, opacity=0.85)
        + rect(x, y - 40, 560, 26, fill="#000", opacity=0.15)
        + dots(wheels, r=38, fill=tint.dark)
        + dots(wheels, r=15, fill=tint.light)
        + rect(x + 180, y - 222, 190, 20, fill=tint.second, round_=6)
    )


def _walker(dice: Dice, tint: Palette, *, x: int, y: int) -> str:
    coat = dice.pick((tint.accent, tint.second, tint.light))
    legs = stroke(f"M{x - 12} {y - 70}l-16 66M{x + 10} {y - 70}l18 64", colour=tint.dark, width=17)
    body = path(f"M{x - 36} {y - 60}l8-104q28-30 56 0l8 104z", fill=coat)
    bag = rect(x + 26, y - 100, 34, 40, fill=tint.dark, round_=6) if dice.happens(0.5) else ""
    return legs + body + bag + circle(x, y - 204, 25, fill=tint.dark)


def _crossing(dice: Dice, tint: Palette) -> str:
    towers = "".join(f"M{x} 520V{dice.between(120, 330)}h150V520z" for x in range(-30, 1200, 156))
    panes = "".join(
        f"M{dice.between(0, 1160)} {dice.between(200, 420)}h22v26h-22z" for _ in range(34)
    )
    shops = "".join(
        rect(x, 400, 190, 130, fill=dice.pick((tint.near, tint.middle, tint.second)))
        + rect(x + 16, 430, 158, 70, fill=tint.light, opacity=0.75)
        for x in range(-20, 1200, 200)
    )
    bars = "".join(f"M{n * 170 - 60} 800l56-130h84l-50 130z" for n in range(8))
    light = stroke("M1090 560V190h-70", colour=tint.dark, width=13)
    light += rect(996, 180, 48, 116, fill=tint.dark, round_=10)
    light += circle(1020, 208, 16, fill=tint.accent) + circle(1020, 264, 16, fill="#7fae6b")
    count = dice.between(3, 5)
    walkers = "".join(
        _walker(dice, tint, x=round(1100 * (n + 0.6) / count) + dice.between(-50, 50), y=776)
        for n in range(count)
    )
    return (
        sky()
        + sun(dice, tint, y=dice.between(90, 150))
        + clouds(dice, tint, count=2)
        + path(towers, fill=tint.far)
        + path(panes, fill=tint.light, opacity=0.55)
        + shops
        + rect(0, 526, 1200, 274, fill=tint.near)
        + rect(0, 526, 1200, 18, fill=tint.far)
        + light
        + _bus(dice, tint, x=dice.between(60, 480), y=610)
        + path(bars, fill=tint.light, opacity=0.85)
        + walkers
    )


CORNERS = {
    "alley": Motif("Steps climbing between houses", _alley, OUTDOORS),
    "crossing": Motif("People at a crossing as a bus goes by", _crossing, OUTDOORS),
}

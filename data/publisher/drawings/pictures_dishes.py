"""Dishes: bowls and boards on a table, seen a little from above."""

from data.publisher.drawings.picture_dice import Dice
from data.publisher.drawings.picture_motif import Motif
from data.publisher.drawings.picture_palettes import INDOORS, Palette
from data.publisher.drawings.picture_shapes import (
    circle,
    dots,
    oval,
    path,
    polygon,
    rect,
    scaled,
    stroke,
)
from data.publisher.drawings.pictures_table import bowl, chopsticks, shadow, steam, table


def _waves(dice: Dice, *, x: int, y: int, r: int) -> str:
    lines = ""
    for n in range(7):
        left = x - r * 0.62 + abs(n - 3) * 16
        lines += (
            f"M{left:.0f} {y - 34 + n * 11}q30 {-dice.between(10, 18)} 60 0t60 0t60 0t60 0t60 0"
        )
    return stroke(lines, colour="#f6dc9a", width=8)


def _egg(x: int, y: int, tint: Palette) -> str:
    return oval(x, y, 56, 34, fill="#fff8e8") + oval(x, y, 27, 18, fill=tint.second)


def _ramen(dice: Dice, tint: Palette) -> str:
    x, y, r = dice.between(520, 680), dice.between(370, 410), dice.between(290, 330)
    broth = dice.pick(("#d9a35a", "#b8692f", "#e8cf9a", "#8a4a22"))
    seaweed = rect(x + r * 0.35, y - 120, 110, 130, fill="#1f3a33", round_=8)
    pork = circle(x - 60, y - 6, 58, fill="#b5654a") + circle(x - 60, y - 6, 36, fill="#d98f73")
    leek = "".join(
        circle(x + dice.between(-110, 170), y + dice.between(-40, 50), 11, fill="#8dbb5a")
        for _ in range(9)
    )
    line = f"M{x - r * 0.72:.0f} {y + r * 0.42:.0f}q{r * 0.72:.0f} {r * 0.42:.0f} {r * 1.44:.0f} 0"
    return (
        table(tint)
        + steam(dice, tint, x=x, y=y - 110)
        + bowl(tint, x=x, y=y, r=r, fill=dice.pick((tint.accent, tint.near, tint.dark)))
        + oval(x, y + 4, r * 0.92, r * 0.25, fill=broth)
        + _waves(dice, x=x, y=y + 4, r=r)
        + seaweed
        + pork
        + _egg(x + 70, y + 34, tint)
        + leek
        + stroke(line, colour=tint.light, width=10, opacity=0.55)
        + chopsticks(tint, x=x + 190, y=y + 10)
    )


def _nest(dice: Dice, *, x: float, y: float, colour: str) -> str:
    loops = ""
    for n in range(6):
        w, h = 112 - n * 15, 56 - n * 7
        loops += (
            f"M{x - w} {y + dice.between(-4, 4)}a{w} {h} 0 1 1 {2 * w} 0a{w} {h} 0 1 1 {-2 * w} 0"
        )
    return stroke(loops, colour=colour, width=9)


def _tray(tint: Palette, *, x: int, y: int) -> str:
    outer = [(x - 330, y + 90), (x - 250, y - 120), (x + 250, y - 120), (x + 330, y + 90)]
    inner = [(x - 296, y + 68), (x - 228, y - 100), (x + 228, y - 100), (x + 296, y + 68)]
    slats = "".join(f"M{x - 220 + n * 48} {y - 100}L{x - 286 + n * 62} {y + 68}" for n in range(10))
    return (
        shadow(tint, x=x + 20, y=y + 122, r=370)
        + rect(x - 330, y + 90, 660, 26, fill=tint.dark)
        + polygon(outer, fill=tint.near)
        + polygon(inner, fill="#d8b877")
        + stroke(slats, colour="#b8924f", width=4)
    )


def _noodles(dice: Dice, tint: Palette) -> str:
    colour, shade = dice.pick(
        (("#fff3d6", "#e5d3a8"), ("#b99b7d", "#8d7058"), ("#a9bb84", "#80965c"))
    )
    x, y = dice.between(420, 470), 560
    nests = ""
    for dx, dy in ((-120, -30), (110, -36), (0, 20)):
        nests += oval(x + dx, y + dy + 6, 122, 60, fill=shade)
        nests += _nest(dice, x=x + dx, y=y + dy, colour=colour)
    shreds = "".join(
        f"M{x + dice.between(-60, 60)} {y + dice.between(-50, 20)}l34 {dice.between(-22, 22)}"
        for _ in range(12)
    )
    cup = bowl(tint, x=x + 480, y=y - 70, r=110, fill=dice.pick((tint.accent, tint.dark)))
    drawing = (
        _tray(tint, x=x, y=y)
        + nests
        + stroke(shreds, colour="#22352c", width=8)
        + cup
        + oval(x + 480, y - 68, 98, 28, fill="#4a2a18")
        + chopsticks(tint, x=x + 160, y=y + 150)
    )
    return table(tint, y=250) + scaled(drawing, size=1.2, x=640, y=760)


def _rice_ball(x: float, y: float, size: float, *, filling: str) -> str:
    s = size
    body = path(
        f"M{x - s * 0.34:.0f} {y - s * 0.72:.0f}Q{x:.0f} {y - s * 1.2:.0f} {x + s * 0.34:.0f} "
        f"{y - s * 0.72:.0f}L{x + s * 0.86:.0f} {y + s * 0.08:.0f}Q{x + s * 1.08:.0f} "
        f"{y + s * 0.5:.0f} {x + s * 0.64:.0f} {y + s * 0.53:.0f}H{x - s * 0.64:.0f}"
        f"Q{x - s * 1.08:.0f} {y + s * 0.5:.0f} {x - s * 0.86:.0f} {y + s * 0.08:.0f}Z",
        fill="#fffdf6",
    )
    shade = path(
        f"M{x + s * 0.34:.0f} {y - s * 0.72:.0f}L{x + s * 0.86:.0f} {y + s * 0.08:.0f}"
        f"Q{x + s * 1.08:.0f} {y + s * 0.5:.0f} {x + s * 0.64:.0f} {y + s * 0.53:.0f}"
        f"H{x + s * 0.3:.0f}Q{x + s * 0.75:.0f} {y + s * 0.2:.0f} {x + s * 0.34:.0f} "
        f"{y - s * 0.72:.0f}Z",
        fill="#000",
        opacity=0.08,
    )
    wrap = rect(x - s * 0.34, y - s * 0.06, s * 0.68, s * 0.59, fill="#1f332d", round_=6)
    return body + shade + wrap + circle(x, y - s * 0.42, s * 0.12, fill=filling)


def _rice_balls(dice: Dice, tint: Palette, *, x: int) -> str:
    fillings = ("#c33f3f", "#e08a4a", "#b46a3c")
    plate = shadow(tint, x=x, y=668, r=470) + oval(x, 634, 470, 92, fill=tint.near)
    plate += oval(x, 620, 470, 88, fill=tint.light)
    balls = "".join(
        _rice_ball(x + dx, y, size, filling=dice.pick(fillings))
        for dx, y, size in ((-230, 500, 190), (215, 500, 190), (-10, 540, 205))
    )
    pickles = dots([(x + 350 + n * 26, 618 + n * 8) for n in range(3)], r=24, fill=tint.second)
    return table(tint, y=380) + plate + balls + pickles


def _rice_bowl(dice: Dice, tint: Palette, *, x: int) -> str:
    y, r = 420, 280
    mound = path(
        f"M{x - r * 0.9:.0f} {y}Q{x - r * 0.6:.0f} {y - 200} {x} {y - 200}T{x + r * 0.9:.0f} {y}"
        f"Q{x} {y + 110} {x - r * 0.9:.0f} {y}",
        fill="#fffdf6",
    )
    grains = "".join(
        f"M{x + dice.between(-170, 170)} {y - dice.between(0, 130)}l12 {dice.between(-8, 8)}"
        for _ in range(34)
    )
    topping = circle(x, y - 150, 44, fill=dice.pick(("#c33f3f", "#e8a93a", "#5f8d4a")))
    return (
        table(tint)
        + steam(dice, tint, x=x, y=y - 190)
        + bowl(tint, x=x, y=y, r=r, fill=dice.pick((tint.accent, tint.near, tint.dark)))
        + mound
        + stroke(grains, colour="#e6dcc4", width=6)
        + topping
        + chopsticks(tint, x=x + 210, y=y + 210)
    )


def _rice(dice: Dice, tint: Palette) -> str:
    draw = _rice_balls if dice.happens(0.5) else _rice_bowl
    return draw(dice, tint, x=dice.between(560, 640))


def _piece(x: float, y: float, *, topping: str) -> str:
    rice = rect(x, y, 138, 72, fill="#fffdf6", round_=30)
    fish = path(
        f"M{x - 16} {y + 26}Q{x + 10} {y - 46} {x + 80} {y - 40}T{x + 156} {y + 22}"
        f"Q{x + 70} {y - 4} {x - 16} {y + 26}",
        fill=topping,
    )
    lines = "".join(f"M{x + 20 + n * 34} {y - 20 + n * 2}l16 26" for n in range(4))
    return rice + fish + stroke(lines, colour="#fff", width=4, opacity=0.45)


def _sushi(dice: Dice, tint: Palette) -> str:
    fish = ("#f08a5d", "#c73e4a", "#f4c95d", "#f2e3d5", "#d96a6a", "#8f5a4a", "#f5b7a0")
    board = shadow(tint, x=620, y=690, r=520) + rect(190, 630, 90, 56, fill=tint.near)
    board += rect(920, 630, 90, 56, fill=tint.near)
    board += rect(110, 588, 980, 52, fill="#b98352", round_=8)
    board += polygon([(110, 592), (200, 430), (1000, 430), (1090, 592)], fill="#dcae78")
    back = "".join(_piece(262 + n * 176, 452, topping=dice.pick(fish)) for n in range(4))
    front = "".join(_piece(214 + n * 204, 540, topping=dice.pick(fish)) for n in range(4))
    ginger = dots([(1010 + n * 18, 560 - n * 8) for n in range(3)], r=22, fill="#f3b3a6")
    wasabi = path("M130 580q30-60 60 0z", fill="#8fae5a")
    x = dice.between(240, 900)
    sauce = oval(x, 350, 100, 34, fill=tint.dark) + oval(x, 345, 78, 20, fill="#4a2a18")
    drawing = sauce + board + back + front + ginger + wasabi
    return table(tint, y=200) + scaled(drawing, size=1.12, x=600, y=760)


DISHES = {
    "ramen": Motif("A bowl of ramen", _ramen, INDOORS),
    "noodles": Motif("Cold noodles on a bamboo tray", _noodles, INDOORS),
    "rice": Motif("Rice, freshly cooked", _rice, INDOORS),
    "sushi": Motif("Sushi on a wooden board", _sushi, INDOORS),
}

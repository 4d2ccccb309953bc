"""Dishes: bowls and plates on a table, seen a little from above."""

from data.publisher.picture_dice import Dice
from data.publisher.picture_motif import Motif
from data.publisher.picture_palettes import INDOORS, Palette
from data.publisher.picture_shapes import circle, oval, path, rect, stroke


def table(tint: Palette, *, y: int = 470) -> str:
    """Return the wall and the table that a dish stands on."""
    grain = "".join(f"M0 {y + 60 + n * 70}H1200" for n in range(4))
    return (
        '<rect width="1200" height="800" fill="url(#sky)"/>'
        + rect(0, y, 1200, 800 - y, fill=tint.far)
        + rect(0, y, 1200, 12, fill=tint.light, opacity=0.25)
        + stroke(grain, colour=tint.middle, width=3, opacity=0.5)
    )


def steam(dice: Dice, tint: Palette, *, x: int, y: int) -> str:
    """Return three curls of steam."""
    curls = ""
    for n in (-90, 0, 90):
        lift = dice.between(90, 150)
        curls += f"M{x + n} {y}c-40 {-lift // 2} 40 {-lift} 0 {-lift - 60}"
    return stroke(curls, colour=tint.light, width=14, opacity=0.35)


def bowl(tint: Palette, *, x: int, y: int, r: int, fill: str) -> str:
    """Return a bowl without its content; the rim's middle is at (x, y)."""
    body = path(
        f"M{x - r} {y}C{x - r} {y + r * 0.75:.0f} {x - r * 0.45:.0f} {y + r:.0f} {x} {y + r:.0f}"
        f"S{x + r} {y + r * 0.75:.0f} {x + r} {y}Z",
        fill=fill,
    )
    shade = path(
        f"M{x + r} {y}C{x + r} {y + r * 0.75:.0f} {x + r * 0.45:.0f} {y + r:.0f} {x} {y + r:.0f}"
        f"C{x + r * 0.5:.0f} {y + r * 0.8:.0f} {x + r * 0.7:.0f} {y + r * 0.5:.0f} "
        f"{x + r * 0.62:.0f} {y}Z",
        fill="#000",
        opacity=0.16,
    )
    foot = rect(x - r * 0.32, y + r * 0.96, r * 0.64, 20, fill=fill, round_=6)
    shadow = oval(x + 36, y + r + 18, r * 0.8, 26, fill=tint.dark, opacity=0.25)
    return shadow + foot + body + shade + oval(x, y, r, r * 0.3, fill=tint.light)


def chopsticks(tint: Palette, *, x: int, y: int) -> str:
    """Return a pair of chopsticks leaning to the upper right."""
    pair = f"M{x} {y}L{x + 420} {y - 250}M{x + 26} {y + 10}L{x + 460} {y - 220}"
    return stroke(pair, colour=tint.dark, width=13)


def _noodle_waves(dice: Dice, *, x: int, y: int, r: int, colour: str) -> str:
    lines = ""
    for n in range(7):
        lift, left = y - 34 + n * 11, x - r * 0.62 + abs(n - 3) * 16
        wave = dice.between(10, 18)
        lines += f"M{left:.0f} {lift}q30 {-wave} 60 0t60 0t60 0t60 0t60 0"
    return stroke(lines, colour=colour, width=8)


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
    return (
        table(tint)
        + steam(dice, tint, x=x, y=y - 110)
        + bowl(tint, x=x, y=y, r=r, fill=dice.pick((tint.accent, tint.near, tint.dark)))
        + oval(x, y + 4, r * 0.92, r * 0.25, fill=broth)
        + _noodle_waves(dice, x=x, y=y + 4, r=r, colour="#f6dc9a")
        + seaweed
        + pork
        + _egg(x + 70, y + 34, tint)
        + leek
        + stroke(
            f"M{x - r * 0.72:.0f} {y + r * 0.42:.0f}"
            f"q{r * 0.72:.0f} {r * 0.42:.0f} {r * 1.44:.0f} 0",
            colour=tint.light,
            width=10,
            opacity=0.55,
        )
        + chopsticks(tint, x=x + 190, y=y + 10)
    )


DISHES = {"ramen": Motif("A bowl of ramen", _ramen, INDOORS)}

"""What stands on every table: its board, a bowl, chopsticks, steam."""

from data.publisher.drawings.picture_dice import Dice
from data.publisher.drawings.picture_palettes import Palette
from data.publisher.drawings.picture_shapes import oval, path, rect, sky, stroke


def table(tint: Palette, *, y: int = 470) -> str:
    """Return the wall and the table that a dish stands on; its edge is at height `y`."""
    grain = "".join(f"M0 {y + 60 + n * 70}H1200" for n in range(7))
    return (
        sky()
        + rect(0, y, 1200, 800 - y, fill=tint.far)
        + rect(0, y, 1200, 12, fill=tint.light, opacity=0.25)
        + stroke(grain, colour=tint.middle, width=3, opacity=0.5)
    )


def shadow(tint: Palette, *, x: float, y: float, r: float) -> str:
    """Return what a thing of half-width `r` throws on the table."""
    return oval(x + r * 0.1, y, r, 26, fill=tint.dark, opacity=0.25)


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
        f"M{x - r} {y}C{x - r} {y + r * 0.75:.0f} {x - r * 0.45:.0f} {y + r} {x} {y + r}"
        f"S{x + r} {y + r * 0.75:.0f} {x + r} {y}Z",
        fill=fill,
    )
    shade = path(
        f"M{x + r} {y}C{x + r} {y + r * 0.75:.0f} {x + r * 0.45:.0f} {y + r} {x} {y + r}"
        f"C{x + r * 0.5:.0f} {y + r * 0.8:.0f} {x + r * 0.7:.0f} {y + r * 0.5:.0f} "
        f"{x + r * 0.62:.0f} {y}Z",
        fill="#000",
        opacity=0.16,
    )
    foot = rect(x - r * 0.32, y + r * 0.96, r * 0.64, 20, fill=fill, round_=6)
    below = shadow(tint, x=x, y=y + r + 18, r=r * 0.8)
    return below + foot + body + shade + oval(x, y, r, r * 0.3, fill=tint.light)


def chopsticks(tint: Palette, *, x: int, y: int) -> str:
    """Return a pair of chopsticks leaning to the upper right."""
    pair = f"M{x} {y}L{x + 420} {y - 250}M{x + 26} {y + 10}L{x + 460} {y - 220}"
    return stroke(pair, colour=tint.dark, width=13)

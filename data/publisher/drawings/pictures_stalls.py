"""Where people buy and stroll: market stalls by day, lanterns in the evening."""

from data.publisher.drawings.picture_dice import Dice
from data.publisher.drawings.picture_motif import Motif
from data.publisher.drawings.picture_palettes import (
    DAWN,
    DAY,
    DUSK,
    EVENINGS,
    MIST,
    SPRING,
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
    sky,
    stroke,
)
from data.publisher.drawings.pictures_street import awning


def _paper_lamp(tint: Palette) -> str:
    """Return the definition of a lit paper lantern of radius 100, coloured by its use."""
    ribs = "".join(f"M-66 {y}q66 16 132 0" for y in (-40, -5, 30))
    return (
        '<defs><g id="lamp">'
        + circle(0, 0, 190, fill=tint.second, opacity=0.13)
        + circle(0, 0, 110, fill=tint.second, opacity=0.2)
        + oval(0, 0, 72, 90, fill="currentColor")
        + oval(-22, 0, 20, 55, fill="#fff", opacity=0.28)
        + stroke(ribs, colour="#000", width=4, opacity=0.2)
        + path("M-34-98h68v16h-68zM-34 82h68v16h-68z", fill=tint.dark)
        + "</g></defs>"
    )


def _string_of_lamps(dice: Dice, tint: Palette, *, y: int, size: float, count: int) -> str:
    colours = (tint.accent, tint.accent, tint.second, tint.light)
    hung = stroke(f"M-20 {y - 90}Q600 {y + 20} 1220 {y - 90}", colour=tint.dark, width=4)
    for n in range(count):
        x = 1200 * (n + 0.5) / count + dice.between(-16, 16)
        sag = 55 - 55 * ((x - 600) / 600) ** 2
        place = f"translate({x:.0f} {y - 90 + sag + size:.0f})scale({size / 100:g})"
        hung += f'<use href="#lamp" color="{dice.pick(colours)}" transform="{place}"/>'
    return hung


def _passer_by(dice: Dice, *, fill: str) -> str:
    x, h = dice.between(250, 950), dice.between(150, 240)
    coat = (
        f"M{x - h * 0.2:.0f} 800v{-h * 0.66:.0f}q{h * 0.2:.0f}{-h * 0.2:.0f} {h * 0.4:.0f} 0V800z"
    )
    return path(coat, fill=fill) + circle(x, 800 - h * 0.88, h * 0.13, fill=fill)


def _lantern(dice: Dice, tint: Palette) -> str:
    walls = polygon([(0, 250), (0, 800), (250, 800), (200, 300)], fill=tint.near)
    walls += polygon([(1200, 230), (1200, 800), (930, 800), (990, 300)], fill=tint.near)
    eaves = polygon([(-10, 210), (270, 300), (-10, 330)], fill=tint.dark)
    eaves += polygon([(1210, 190), (920, 300), (1210, 320)], fill=tint.dark)
    corners = ((40, 400), (120, 420), (1040, 410), (1120, 390), (60, 560), (1090, 560))
    lit = path("".join(f"M{x} {y}h44v66h-44z" for x, y in corners), fill=tint.light, opacity=0.8)
    biggest = dice.between(80, 104)
    strings = ((150, 42.0, 7), (270, 62.0, 5), (430, float(biggest), dice.between(2, 4)))
    lamps = "".join(_string_of_lamps(dice, tint, y=y, size=s, count=c) for y, s, c in strings)
    crowd = "".join(_passer_by(dice, fill=tint.dark) for _ in range(dice.between(4, 7)))
    road = rect(0, 720, 1200, 80, fill=tint.middle)
    return _paper_lamp(tint) + sky() + road + walls + eaves + lit + lamps + crowd


def _fittings(tint: Palette) -> str:
    """Return the definitions of a crate, coloured by its use, and of a stall's frame."""
    heap = [(18 + k * 27, -10) for k in range(4)] + [(32 + k * 27, -32) for k in range(3)]
    slats = "".join(f"M0 {16 + k * 24}h118" for k in range(3))
    crate = dots(heap, r=17, fill="currentColor")
    crate += dots([(a - 6, b - 7) for a, b in heap], r=5, fill="#fff", opacity=0.4)
    crate += rect(0, 0, 118, 80, fill="#b98650") + stroke(slats, colour="#8d6236", width=4)
    bulbs = [(100, 402), (310, 402)]
    frame = dots(bulbs, r=54, fill=tint.second, opacity=0.25) + dots(bulbs, r=14, fill=tint.light)
    posts = "M20 350V700M390 350V700M100 350v40M310 350v40"
    frame += stroke(posts, colour=tint.dark, width=9) + rect(20, 656, 370, 60, fill=tint.near)
    return f'<defs><g id="crate">{crate}</g><g id="frame">{frame}</g></defs>'


def _stall(dice: Dice, tint: Palette, *, x: int) -> str:
    wares = ("#d9483b", "#f0a63a", "#7da24f", "#8a5a9a", "#e8d36a", "#c9653c")
    coat, cap = dice.pick((tint.near, tint.second, tint.light)), dice.pick((tint.dark, tint.accent))
    crates = "".join(
        f'<use href="#crate" x="{x + 26 + n * 122}" y="580" color="{dice.pick(wares)}"/>'
        for n in range(3)
    )
    colour = dice.pick((tint.accent, tint.near, tint.middle))
    return (
        rect(x + 20, 340, 370, 240, fill=tint.dark, opacity=0.6)
        + circle(x + 210, 436, 34, fill="#e8b894")
        + path(f"M{x + 176} 432a34 34 0 0 1 68 0z", fill=cap)
        + path(f"M{x + 150} 580v-76q60-54 120 0v76z", fill=coat)
        + crates
        + f'<use href="#frame" x="{x}"/>'
        + awning(tint, x=x, y=300, w=410, colour=colour)
    )


def _market(dice: Dice, tint: Palette) -> str:
    back = "".join(f"M{x} 500V{dice.between(120, 240)}h160V500z" for x in range(-20, 1200, 170))
    shift = dice.between(-60, 60)
    stalls = "".join(_stall(dice, tint, x=x + shift) for x in (-390, 30, 450, 870))
    ground = rect(0, 700, 1200, 100, fill=tint.middle)
    backdrop = sky() + clouds(dice, tint, count=1) + path(back, fill=tint.far)
    return _fittings(tint) + backdrop + ground + stalls


STALLS = {
    "lantern": Motif("Lanterns above an evening street", _lantern, EVENINGS),
    "market": Motif("Market stalls", _market, (DAWN, DAY, DUSK, MIST, SPRING)),
}

"""What is drunk, and where: coffee, tea, the bar counter, the charcoal grill."""

from data.publisher.drawings.picture_dice import Dice
from data.publisher.drawings.picture_motif import Motif
from data.publisher.drawings.picture_palettes import (
    CEDAR,
    CELADON,
    INDIGO,
    INDOORS,
    PLUM,
    SLATE,
    Palette,
)
from data.publisher.drawings.picture_shapes import (
    circle,
    glow,
    oval,
    path,
    polygon,
    rect,
    sky,
    stroke,
)
from data.publisher.drawings.pictures_table import bowl, shadow, steam, table


def _window(tint: Palette, *, x: int) -> str:
    parts = [rect(x, 70, 380, 330, fill=tint.light, opacity=0.55, round_=8)]
    parts.append(stroke(f"M{x + 190} 70V400M{x} 235H{x + 380}", colour=tint.near, width=10))
    parts.append(rect(x - 14, 396, 408, 20, fill=tint.near))
    return "".join(parts)


def _kettle(x: int, y: int, tint: Palette) -> str:
    spout = f"M{x - 60} {y - 40}C{x - 130} {y - 60} {x - 100} {y - 190} {x - 170} {y - 200}"
    handle = f"M{x + 70} {y - 150}C{x + 190} {y - 180} {x + 190} {y - 20} {x + 84} {y - 40}"
    body = path(
        f"M{x - 62} {y - 170}H{x + 62}L{x + 96} {y - 12}"
        f"Q{x + 96} {y} {x + 80} {y}H{x - 80}Q{x - 96} {y} {x - 96} {y - 12}Z",
        fill=tint.dark,
    )
    lid = rect(x - 66, y - 184, 132, 18, fill=tint.near, round_=6) + circle(
        x, y - 196, 14, fill=tint.second
    )
    lines = stroke(spout, colour=tint.dark, width=17) + stroke(handle, colour=tint.near, width=18)
    return shadow(tint, x=x, y=y + 4, r=120) + lines + body + lid


def _cup(tint: Palette, *, x: int, y: int, fill: str) -> str:
    w, low = 170, y + 190
    half = f"C{x - w} {y + 150} {x - 90} {low} {x} {low}"
    body = path(f"M{x - w} {y}{half}S{x + w} {y + 150} {x + w} {y}Z", fill=fill)
    right = f"M{x + w} {y}C{x + w} {y + 150} {x + 90} {low} {x} {low}"
    shade = path(f"{right}Q{x + 90} {y + 140} {x + 100} {y}Z", fill="#000", opacity=0.14)
    ear = stroke(f"M{x + w - 8} {y + 34}c110-30 100 110-34 92", colour=fill, width=24)
    saucer = shadow(tint, x=x, y=690, r=290) + oval(x, 668, 280, 36, fill=tint.near)
    saucer += oval(x, 660, 280, 34, fill=fill)
    top = oval(x, y, w, 44, fill=fill) + oval(x, y + 3, w - 16, 36, fill="#6b3d22")
    leaf = path(f"M{x - 70} {y + 6}q70-26 140 0q-70 26-140 0", fill="#8a5330", opacity=0.6)
    return saucer + ear + body + shade + top + oval(x, y + 6, 78, 22, fill="#e9c9a0") + leaf


def _coffee(dice: Dice, tint: Palette) -> str:
    x, y = dice.between(430, 520), 470
    fill = dice.pick((tint.light, tint.accent, tint.near))
    return (
        table(tint, y=520)
        + _window(tint, x=dice.between(90, 640))
        + (_kettle(930, 640, tint) if dice.happens(0.55) else _cake(dice, tint))
        + steam(dice, tint, x=x, y=y - 50)
        + _cup(tint, x=x, y=y, fill=fill)
    )


def _cake(dice: Dice, tint: Palette) -> str:
    plate = shadow(tint, x=920, y=680, r=190) + oval(920, 662, 190, 30, fill=tint.light)
    layers = ""
    for n, fill in enumerate((tint.middle, "#fff3df", tint.accent, "#fff3df", tint.second)):
        layers += rect(820, 632 - n * 32, 190, 33, fill=fill)
    return (
        plate
        + layers
        + rect(958, 504, 52, 161, fill="#000", opacity=0.1)
        + circle(dice.between(870, 940), 490, 26, fill="#c33f3f")
    )


def _tea(dice: Dice, tint: Palette) -> str:
    moon = circle(820, 250, 210, fill=tint.light, opacity=0.55)
    garden = path(
        "M640 350q60-70 130-20q60-90 160-10q60-30 90 30a210 210 0 0 1-380 0z",
        fill=tint.near,
        opacity=0.7,
    )
    branch = stroke("M1030 130q-110 10-150 80M960 146q-20 50-70 60", colour=tint.dark, width=9)
    buds = "".join(
        circle(870 + dice.between(0, 130), 130 + dice.between(0, 90), 12, fill=tint.accent)
        for _ in range(9)
    )
    x, y = dice.between(400, 470), 470
    cup = bowl(tint, x=x, y=y, r=200, fill=dice.pick((tint.dark, tint.accent, tint.near)))
    tea = oval(x, y + 4, 180, 48, fill="#7d9b3f") + oval(x - 20, y, 120, 26, fill="#a9c063")
    whisk = polygon([(760, 640), (800, 500), (850, 500), (890, 640)], fill="#e6cf9b")
    tines = "".join(f"M{770 + n * 13} 640L{804 + n * 5} 520" for n in range(10))
    whisk += stroke(tines, colour="#b8934f", width=3) + rect(
        800, 400, 50, 108, fill="#cfae6b", round_=8
    )
    sweet = oval(1030, 668, 110, 22, fill=tint.dark) + circle(1030, 626, 46, fill=tint.second)
    sweet += path("M1000 596q30-34 62-4q-30 18-62 4", fill="#6d8f4e")
    return (
        table(tint, y=480)
        + moon
        + garden
        + branch
        + buds
        + steam(dice, tint, x=x, y=y - 70)
        + cup
        + tea
        + shadow(tint, x=826, y=644, r=76)
        + whisk
        + sweet
    )


def _bottle(x: float, h: float, *, fill: str, label: str) -> str:
    neck = rect(x + 18, 330 - h, 20, h * 0.4, fill=fill)
    return (
        neck
        + rect(x, 330 - h * 0.68, 56, h * 0.68, fill=fill, round_=10)
        + rect(x, 330 - h * 0.45, 56, h * 0.25, fill=label)
    )


def _mug(x: int, tint: Palette) -> str:
    ear = stroke(f"M{x + 108} 520c70-10 70 110 0 100", colour=tint.light, width=16, opacity=0.8)
    foam = "".join(circle(x + 16 + n * 27, 486, 24, fill="#fffaf0") for n in range(4))
    return (
        ear
        + rect(x, 484, 112, 176, fill="#f0ae3c", round_=10)
        + rect(x + 76, 484, 36, 176, fill="#000", opacity=0.1)
        + foam
    )


def _izakaya(dice: Dice, tint: Palette) -> str:
    shelf = rect(0, 330, 1200, 18, fill=tint.middle)
    bottles = "".join(
        _bottle(
            40 + n * 84,
            dice.between(130, 190),
            fill=dice.pick((tint.near, "#5d3a25", "#3f6b4f", tint.dark)),
            label=dice.pick((tint.light, tint.accent, tint.second)),
        )
        for n in range(14)
    )
    curtain = "".join(
        path(f"M{n * 200 + 6} 0h188v{dice.between(118, 134)}q-94 22-188 0z", fill=tint.accent)
        + circle(n * 200 + 100, 70, 30, fill=tint.light, opacity=0.85)
        for n in range(6)
    )
    counter = rect(0, 650, 1200, 150, fill=tint.far) + rect(
        0, 650, 1200, 14, fill=tint.light, opacity=0.35
    )
    left = dice.between(170, 330)
    mugs = "".join(_mug(left + n * 190, tint) for n in range(dice.between(2, 3)))
    plate = oval(960, 650, 150, 24, fill=tint.light) + "".join(
        stroke(f"M{860 + n * 36} 636l70-34", colour="#8a4a2b", width=22)
        + stroke(f"M{850 + n * 36} 641l110-54", colour="#d9b77c", width=5)
        for n in range(4)
    )
    lamps = "".join(
        stroke(f"M{x} 0V{drop}", colour=tint.dark, width=5)
        + glow(x, drop + 40, 190, fill=tint.light)
        + path(f"M{x - 56} {drop + 44}q56-86 112 0z", fill=tint.second)
        for x, drop in ((300, 190), (820, 210))
    )
    back = rect(0, 470, 1200, 180, fill=tint.near, opacity=0.45)
    return sky() + back + shelf + bottles + lamps + counter + mugs + plate + curtain


def _grill(dice: Dice, tint: Palette) -> str:
    fire = glow(600, 620, 470, fill="#ff8a3c")
    coals = "".join(
        circle(
            200 + n * 42,
            610 + dice.between(-8, 8),
            28,
            fill=dice.pick(("#e2512f", "#f28b3c", "#5b2a22", "#c23d2a")),
        )
        for n in range(20)
    )
    box = rect(130, 620, 940, 130, fill=tint.dark, round_=8) + rect(
        130, 620, 940, 20, fill=tint.near
    )
    skewers = ""
    for n in range(6):
        x = 220 + n * 140
        skewers += stroke(f"M{x} 690L{x + 60} 360", colour="#e3c48a", width=10)
        meat, leek = dice.pick(
            (("#a8522f", "#7fa35a"), ("#8f4326", "#f0d9a6"), ("#c4713c", "#c4713c"))
        )
        for k in range(4):
            skewers += f'<g transform="rotate(10 {x + 52 - k * 11} {430 + k * 58})">'
            skewers += (
                rect(x + 18 - k * 11, 406 + k * 58, 72, 46, fill=(meat, leek)[k % 2], round_=18)
                + "</g>"
            )
    smoke = "".join(f"M{300 + n * 200} 360c-60-60 60-110 0-180s40-90 10-140" for n in range(4))
    return (
        sky()
        + rect(0, 700, 1200, 100, fill=tint.middle)
        + fire
        + stroke(smoke, colour=tint.light, width=22, opacity=0.16)
        + coals
        + skewers
        + box
    )


DRINKS = {
    "coffee": Motif("A cup of coffee by the window", _coffee, INDOORS),
    "tea": Motif("A bowl of matcha with its whisk", _tea, (CEDAR, CELADON, INDIGO, SLATE)),
    "izakaya": Motif("The counter of an izakaya", _izakaya, (INDIGO, PLUM, SLATE, CEDAR)),
    "grill": Motif("Skewers over charcoal", _grill, (INDIGO, PLUM, SLATE)),
}

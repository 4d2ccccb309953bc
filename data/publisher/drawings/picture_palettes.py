"""The limited palettes: one light, few colours, so that all pictures look like one hand."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours from far to near, the light that falls, and two accents."""

    sky: str
    horizon: str
    far: str
    middle: str
    near: str
    dark: str
    light: str
    accent: str
    second: str


DAWN = Palette(
    "#f3b79b",
    "#fdeedc",
    "#dcaba2",
    "#a97788",
    "#5f4d73",
    "#2e2a4a",
    "#fff6e6",
    "#e0523c",
    "#f2b24c",
)
DAY = Palette(
    "#86c3dc",
    "#e9f4ef",
    "#aacdc7",
    "#6aa59a",
    "#2f7a70",
    "#1d3f4a",
    "#fffaf0",
    "#e2603f",
    "#f4b942",
)
DUSK = Palette(
    "#45407c",
    "#f3936f",
    "#8a5a86",
    "#5c4274",
    "#382c5e",
    "#1c1838",
    "#ffe3b8",
    "#ff6b4a",
    "#ffc15e",
)
NIGHT = Palette(
    "#0f1b3d",
    "#35588a",
    "#2b4874",
    "#1f375e",
    "#152849",
    "#0a142b",
    "#ffe9b0",
    "#f2545b",
    "#ffb84d",
)
MIST = Palette(
    "#c7d3d1",
    "#f4f0e6",
    "#bccac4",
    "#8fa8a0",
    "#5a7a74",
    "#2f4647",
    "#fbf8ee",
    "#c8553d",
    "#d9a441",
)
SPRING = Palette(
    "#b5dbec",
    "#fcecef",
    "#c9c9de",
    "#8faebb",
    "#5c8a7a",
    "#2f4858",
    "#fffafc",
    "#dd5f86",
    "#f3b7c6",
)
OUTDOORS = (DAWN, DAY, DUSK, NIGHT, MIST, SPRING)
DAYLIGHT = (DAWN, DAY, MIST, SPRING)
EVENINGS = (DUSK, NIGHT)

# Indoors: sky and horizon are the wall, far and middle the table, near and dark the wares.
CEDAR = Palette(
    "#ead7b7",
    "#f6ead2",
    "#c98d58",
    "#a96b3d",
    "#6d3f26",
    "#3a2119",
    "#fffaf0",
    "#c7402d",
    "#e8a93a",
)
INDIGO = Palette(
    "#27406b",
    "#3d5f8f",
    "#dcc9a6",
    "#b99a6c",
    "#22355a",
    "#131f3a",
    "#fdf7e8",
    "#e4573d",
    "#f0b548",
)
CELADON = Palette(
    "#b9d3c1",
    "#e3eee2",
    "#efe6d2",
    "#cdbb98",
    "#4d7c69",
    "#23423b",
    "#fffdf4",
    "#d9593f",
    "#e6b04a",
)
PLUM = Palette(
    "#6b3350",
    "#a0506a",
    "#e9cdb0",
    "#bd8f72",
    "#4a2440",
    "#2a1428",
    "#fff3e6",
    "#f0714f",
    "#f6c067",
)
SLATE = Palette(
    "#46545f",
    "#71838c",
    "#c9b79c",
    "#8f7a61",
    "#2f3b45",
    "#1a232b",
    "#fbf6ea",
    "#df5b3e",
    "#efb04f",
)
INDOORS = (CEDAR, INDIGO, CELADON, PLUM, SLATE)

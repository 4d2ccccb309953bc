"""Pictures of the sample publisher, drawn by us: a name such as `harbour/17` is one picture."""

from data.publisher.drawings.picture_dice import Dice
from data.publisher.drawings.picture_motif import Motif
from data.publisher.drawings.picture_palettes import Palette
from data.publisher.drawings.pictures_city import CITY
from data.publisher.drawings.pictures_corners import CORNERS
from data.publisher.drawings.pictures_dishes import DISHES
from data.publisher.drawings.pictures_drinks import DRINKS
from data.publisher.drawings.pictures_gardens import GARDENS
from data.publisher.drawings.pictures_nature import NATURE
from data.publisher.drawings.pictures_public import PUBLIC
from data.publisher.drawings.pictures_rooms import ROOMS
from data.publisher.drawings.pictures_sacred import SACRED
from data.publisher.drawings.pictures_stage import STAGE
from data.publisher.drawings.pictures_stalls import STALLS
from data.publisher.drawings.pictures_street import STREET
from data.publisher.drawings.pictures_transit import TRANSIT
from data.publisher.drawings.pictures_water import WATER
from data.publisher.drawings.pictures_work import WORK
from recommender.errors import NotFound

MOTIFS: dict[str, Motif] = {
    **CITY,
    **CORNERS,
    **DISHES,
    **DRINKS,
    **STREET,
    **STALLS,
    **STAGE,
    **ROOMS,
    **TRANSIT,
    **WORK,
    **GARDENS,
    **WATER,
    **NATURE,
    **PUBLIC,
    **SACRED,
}


def picture(name: str) -> str:
    """Return the SVG text of `motif/seed`; raise NotFound if no such motif is drawn."""
    kind, _, seed = name.partition("/")
    motif = MOTIFS.get(kind)
    if motif is None or not seed:
        raise NotFound("picture", name)
    dice = Dice(name)
    tint = dice.pick(motif.palettes)
    return _frame(motif.title, tint, motif.draw(dice, tint))


def _frame(title: str, tint: Palette, drawing: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 800" role="img"'
        ' preserveAspectRatio="xMidYMid slice" stroke-linecap="round" stroke-linejoin="round">'
        f"<title>{title}</title><defs>"
        f"{_fade('sky', (tint.sky, 1), (tint.horizon, 1))}"
        f"{_fade('deep', (tint.dark, 0), (tint.dark, 0.45))}"
        '<linearGradient id="lit"><stop stop-color="#fff" stop-opacity=".16"/>'
        '<stop offset="1" stop-color="#000" stop-opacity=".14"/></linearGradient>'
        f'</defs>{drawing}<rect width="1200" height="800" fill="url(#lit)"/></svg>\n'
    )


def _fade(name: str, top: tuple[str, float], low: tuple[str, float]) -> str:
    return (
        f'<linearGradient id="{name}" x2="0" y2="1">'
        f'<stop stop-color="{top[0]}" stop-opacity="{top[1]:g}"/>'
        f'<stop offset="1" stop-color="{low[0]}" stop-opacity="{low[1]:g}"/></linearGradient>'
    )

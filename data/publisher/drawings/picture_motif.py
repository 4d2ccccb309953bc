"""What a picture is of: how it is drawn, and in which palettes it may be drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from data.publisher.drawings.picture_dice import Dice
from data.publisher.drawings.picture_palettes import Palette

Draw = Callable[[Dice, Palette], str]


@dataclass(frozen=True, slots=True)
class Motif:
    """One kind of picture; `title` is what a reader who cannot see it is told."""

    title: str
    draw: Draw
    palettes: Sequence[Palette]

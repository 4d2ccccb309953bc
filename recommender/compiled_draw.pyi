from collections.abc import Callable
from typing import Any

from recommender.domain import Reason
from recommender.slot_draw import FilledSlot

def draw_slots(
    random: Callable[[], float],
    slot: type[FilledSlot],
    columns: tuple[Any, ...],
    limits: tuple[Any, ...],
    waiting: list[int],
    reserved: list[int],
    out: dict[int, Reason],
    /,
) -> tuple[list[FilledSlot], list[int], list[tuple[int, int]]]:
    """Return the filled slots, the positions taken, and (position, taken before) of empty slots."""

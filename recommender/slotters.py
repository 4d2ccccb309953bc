"""The draw as it is used: compiled where a C compiler was at hand, else the plain one."""

from collections.abc import Callable
from functools import partial
from random import Random

from recommender.domain import Reason
from recommender.emptiness import reason_empty
from recommender.slot_draw import (
    EmptySlot,
    FilledPlacement,
    FilledSlot,
    OpenPlacement,
    draw_slots,
)

try:
    from recommender.compiled_draw import draw_slots as compiled_draw_slots
except ImportError:  # installed where no C compiler was
    IS_COMPILED = False
else:
    IS_COMPILED = True

Slotter = Callable[[OpenPlacement], FilledPlacement]


def drawing(rng: Random) -> Slotter:
    """Return the slotter of the arms that explore, the faster of two that draw the same."""
    return partial(compiled_drawing if IS_COMPILED else draw_slots, rng.random)


def compiled_drawing(random: Callable[[], float], placement: OpenPlacement) -> FilledPlacement:
    """Draw as `slot_draw.draw_slots` does, number for number."""
    table, plan, waiting, reserved, out = placement
    slots, taken, empty = compiled_draw_slots(
        random, FilledSlot, table.columns, plan.limits, waiting, reserved, out
    )
    unfilled = _with_reasons(placement, taken, empty) if empty else []
    out.update(dict.fromkeys(taken, Reason.ON_PAGE))
    return FilledPlacement(plan.plan.placement.id, slots, unfilled)


def _with_reasons(
    placement: OpenPlacement, taken: list[int], empty: list[tuple[int, int]]
) -> list[EmptySlot]:
    """Return the empty slots, each (position, how many were taken before it), with its reason."""
    reasons: dict[int, Reason] = {}
    for count in {count for _, count in empty}:
        drawn = taken[:count]
        out = placement.out | dict.fromkeys(drawn, Reason.ON_PAGE)
        lineup = placement.table.lineup
        reasons[count] = reason_empty(lineup, placement.plan, drawn=drawn, out=out)
    return [EmptySlot(position, reasons[count]) for position, count in empty]

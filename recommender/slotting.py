"""Fills a placement slot by slot under its rules, and logs the exact conditional propensity.

A minimum per kind reserves slots before anything is ranked, uniformly; an open slot may not eat up
what a reserved one will need. A reserved slot whose kind has nothing left opens to every kind. A
maximum never gives way: a slot that nothing may fill stays empty, with the reason.
"""

from random import Random

from recommender.domain import Reason
from recommender.keys import NOTHING
from recommender.placement_plan import LineupPlan, PlacementPlan, plan_on
from recommender.sampling import DrawTable
from recommender.slot_draw import FilledPlacement, OpenPlacement
from recommender.slotters import Slotter


def reserve(plan: PlacementPlan, slots: int, rng: Random) -> list[int]:
    """Draw which of the slots are kept for which kind, uniformly; NOTHING for an open slot."""
    kinds = [NOTHING] * slots
    if not plan.reserved_kinds:
        return kinds
    free = list(range(slots))
    for kind in plan.reserved_kinds[:slots]:
        kinds[free.pop(int(rng.random() * len(free)))] = kind
    return kinds


def fill(
    table: DrawTable,
    plan: PlacementPlan,
    *,
    reserved: list[int],
    out: dict[int, Reason],
    slotter: Slotter,
) -> FilledPlacement:
    """Fill one placement, `reserved` naming the kind each slot is kept for, if any.

    `out` are the table's positions that may not be shown; what is shown is added to them.
    """
    on_lineup = plan_on(table.lineup, plan)
    waiting = waiting_on(on_lineup, reserved)
    return slotter(OpenPlacement(table, on_lineup, waiting, reserved, out))


def waiting_on(plan: LineupPlan, reserved: list[int]) -> list[int]:
    """Return how many slots are kept for each kind; fewer if the page asks for few."""
    if len(plan.plan.reserved_kinds) <= len(reserved):
        return plan.least.copy()
    return [reserved.count(kind) for kind in plan.kind_index]

"""A placement's rules made ready: once for each snapshot, and once for each table they meet."""

from dataclasses import dataclass

from recommender.domain import Placement
from recommender.keys import key_of
from recommender.sampling import DrawTable

UNLIMITED = 1 << 30


@dataclass(frozen=True, slots=True, eq=False)
class PlacementPlan:
    """Rules by the keys of kinds; limits are at least 1, or None."""

    placement: Placement
    least: dict[int, int]
    most: dict[int, int]
    reserved_kinds: list[int]
    per_source: int | None
    per_advertiser: int | None
    same_words: int | None
    seen: int | None


@dataclass(frozen=True, slots=True)
class TablePlan:
    """The quotas of each kind of a table, in its order of kinds."""

    plan: PlacementPlan
    least: list[int]
    most: list[int]


def placement_plan(placement: Placement) -> PlacementPlan:
    """Make the rules of a placement ready."""
    rules = placement.rules
    least = {key_of(kind): count for kind, count in rules.minimum_per_kind.items() if count}
    return PlacementPlan(
        placement=placement,
        least=least,
        most={key_of(kind): count for kind, count in rules.maximum_per_kind.items()},
        reserved_kinds=[kind for kind, count in least.items() for _ in range(count)],
        per_source=rules.maximum_per_source,
        per_advertiser=rules.maximum_per_advertiser,
        same_words=rules.maximum_same_words,
        seen=rules.maximum_seen,
    )


def plan_on(table: DrawTable, plan: PlacementPlan) -> TablePlan:
    """Return what the plan comes to on this table; kept with the table."""
    kept = table.plans.get(id(plan))
    if isinstance(kept, TablePlan) and kept.plan is plan:
        return kept
    least = [plan.least.get(kind, 0) for kind in table.kinds]
    most = [plan.most.get(kind, UNLIMITED) for kind in table.kinds]
    made = table.plans[id(plan)] = TablePlan(plan, least, most)
    return made

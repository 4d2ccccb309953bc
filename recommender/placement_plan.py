"""A placement's rules made ready: once for each snapshot, and once for each table they meet."""

from dataclasses import dataclass, field

from recommender.domain import Placement, Reason
from recommender.keys import NOTHING, key_of
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


Exclusion = tuple[int, int, list[int], Reason]
"""What showing a candidate counts against: a key, its limit, who falls at the limit, and why."""


@dataclass(frozen=True, slots=True)
class TablePlan:
    """What a plan comes to on a table: quotas in its order of kinds, limits (or UNLIMITED).

    `is_tight` if an open slot may not take every kind from the first slot on.
    """

    plan: PlacementPlan
    kind_index: dict[int, int]
    least: list[int]
    most: list[int]
    is_tight: bool
    per_source: int
    _exclusions: dict[int, list[Exclusion]] = field(default_factory=dict)

    def exclusions(self, table: DrawTable, position: int) -> list[Exclusion]:
        """Return what showing the candidate excludes by advertiser and words; found once."""
        found = self._exclusions.get(position)
        if found is None:
            found = self._exclusions[position] = self._excluded(table, position)
        return found

    def _excluded(self, table: DrawTable, position: int) -> list[Exclusion]:
        advertiser, words = table.advertiser[position], table.words[position]
        limits = []
        if self.plan.per_advertiser and advertiser != NOTHING:
            others = table.with_advertiser(advertiser)
            limits.append((advertiser, self.plan.per_advertiser, others, Reason.ADVERTISER_LIMIT))
        if self.plan.same_words and words in table.repeated_words:
            others = table.with_words(words)
            limits.append((words, self.plan.same_words, others, Reason.SAME_WORDS))
        return [limit for limit in limits if len(limit[2]) > 1]


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
    made = table.plans[id(plan)] = TablePlan(
        plan=plan,
        kind_index={kind: index for index, kind in enumerate(table.kinds)},
        least=least,
        most=most,
        is_tight=any(some <= few for some, few in zip(most, least, strict=True)),
        per_source=plan.per_source or UNLIMITED,
    )
    return made

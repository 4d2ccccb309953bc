"""A placement's rules made ready: once for each snapshot, and once for each table they meet."""

from collections.abc import Iterator
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


SOURCE, ADVERTISER, WORDS = 1, 2, 3
"""Set keys of different rules apart, as a source and an advertiser may bear one id."""

Exclusion = tuple[int, int, list[int], list[int], Reason]
"""What a candidate counts against: a key, its limit, groups and positions that fall at it, why."""


@dataclass(frozen=True, slots=True)
class TablePlan:
    """What a plan comes to on a table: quotas in its order of kinds.

    `never` are the kinds that may not be shown; `contested` those that have both a minimum and a
    maximum; `found` keeps what each candidate excludes.
    """

    plan: PlacementPlan
    kind_index: dict[int, int]
    least: list[int]
    most: list[int]
    never: list[int]
    contested: list[int]
    found: dict[int, list[Exclusion]] = field(default_factory=dict)

    def find(self, table: DrawTable, position: int) -> list[Exclusion]:
        """Return what showing the candidate excludes beside its kind's quota; found once."""
        exclusions = self.found.get(position)
        if exclusions is None:
            exclusions = self.found[position] = list(_exclusions(self.plan, table, position))
        return exclusions


def _exclusions(plan: PlacementPlan, table: DrawTable, position: int) -> Iterator[Exclusion]:
    source = table.group_source[table.group_of[position]]
    if plan.per_source:
        groups = table.groups_of(source)
        yield source ^ SOURCE, plan.per_source, groups, [], Reason.SOURCE_LIMIT
    advertiser, words = table.advertiser[position], table.words[position]
    if plan.per_advertiser and advertiser != NOTHING:
        groups, others = _whole_groups(table, table.with_advertiser(advertiser))
        limit = plan.per_advertiser
        yield advertiser ^ ADVERTISER, limit, groups, others, Reason.ADVERTISER_LIMIT
    if plan.same_words and words in table.repeated_words:
        yield words ^ WORDS, plan.same_words, [], table.with_words(words), Reason.SAME_WORDS


def _whole_groups(table: DrawTable, positions: list[int]) -> tuple[list[int], list[int]]:
    """Return the groups that the positions fill, and the positions if they fill no groups."""
    groups = sorted({table.group_of[position] for position in positions})
    if sum(table.group_count[group] for group in groups) == len(positions):
        return groups, []
    return [], positions


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
        never=[kind for kind, limit in enumerate(most) if not limit],
        contested=[at for at, limit in enumerate(most) if least[at] and limit < UNLIMITED],
    )
    return made

"""A placement's rules made ready: once for each snapshot, and once for each lineup they meet."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from recommender.domain import Placement, Reason
from recommender.keys import NOTHING, key_of
from recommender.lineup import Lineup

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
class LineupPlan:
    """What a plan comes to on a lineup: quotas in its order of kinds.

    `never` are the kinds that may not be shown; `contested` those that have both a minimum and a
    maximum; `found` keeps what each candidate excludes.
    """

    plan: PlacementPlan
    kind_index: dict[int, int]
    least: list[int]
    most: list[int]
    never: list[int]
    contested: list[int]
    limits: tuple[Any, ...]
    """As the compiled draw reads them: `most`, contested or not by kind, and limits or 0."""
    found: dict[int, list[Exclusion]] = field(default_factory=dict)

    def find(self, lineup: Lineup, position: int) -> list[Exclusion]:
        """Return what showing the candidate excludes beside its kind's quota; found once."""
        exclusions = self.found.get(position)
        if exclusions is None:
            exclusions = self.found[position] = list(_exclusions(self.plan, lineup, position))
        return exclusions


def _exclusions(plan: PlacementPlan, lineup: Lineup, position: int) -> Iterator[Exclusion]:
    source = lineup.group_source[lineup.column("group")[position]]
    if plan.per_source:
        groups = lineup.groups_of(source)
        yield source ^ SOURCE, plan.per_source, groups, [], Reason.SOURCE_LIMIT
    advertiser = lineup.column("advertiser")[position]
    if plan.per_advertiser and advertiser != NOTHING:
        others, limit = lineup.with_key("advertiser", advertiser), plan.per_advertiser
        yield advertiser ^ ADVERTISER, limit, [], others, Reason.ADVERTISER_LIMIT
    words = lineup.column("words")[position]
    if plan.same_words and words != NOTHING:
        others = lineup.with_key("words", words)
        yield words ^ WORDS, plan.same_words, [], others, Reason.SAME_WORDS


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


def plan_on(lineup: Lineup, plan: PlacementPlan) -> LineupPlan:
    """Return what the plan comes to on this lineup; kept with the lineup."""
    kept = lineup.plans.get(id(plan))
    if isinstance(kept, LineupPlan) and kept.plan is plan:
        return kept
    least = [plan.least.get(kind, 0) for kind in lineup.kinds]
    most = [plan.most.get(kind, UNLIMITED) for kind in lineup.kinds]
    contested = [at for at, limit in enumerate(most) if least[at] and limit < UNLIMITED]
    made = lineup.plans[id(plan)] = LineupPlan(
        plan=plan,
        kind_index={kind: index for index, kind in enumerate(lineup.kinds)},
        least=least,
        most=most,
        never=[kind for kind, limit in enumerate(most) if not limit],
        contested=contested,
        limits=_limits(plan, most, contested=contested),
    )
    return made


def _limits(plan: PlacementPlan, most: list[int], *, contested: list[int]) -> tuple[Any, ...]:
    is_contested = bytes(at in contested for at in range(len(most)))
    by_key = (plan.per_source or 0, plan.per_advertiser or 0, plan.same_words or 0)
    return (array("q", most), is_contested, *by_key)

"""Why nothing may fill a slot: the rule that took most candidates out, found in one pass."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from recommender.domain import Reason
from recommender.lineup import Lineup
from recommender.placement_plan import Exclusion, LineupPlan

# The first of them that took a candidate out is the one told; QUOTA stands for what is left.
BY_RULE = (Reason.SOURCE_LIMIT, Reason.ADVERTISER_LIMIT, Reason.SAME_WORDS, Reason.QUOTA)


def reason_empty(
    lineup: Lineup, plan: LineupPlan, *, drawn: Sequence[int], out: Mapping[int, Reason]
) -> Reason:
    """Return the commonest reason among the candidates that were not drawn.

    `out` was barred beforehand. Costs O(candidates + drawn), whatever the rules: a page asks it for
    every slot that stays empty.
    """
    if len(drawn) == len(lineup):
        return Reason.ON_PAGE if drawn else Reason.NO_CANDIDATES
    excluded = (each for at in drawn for each in plan.find(lineup, at))
    ranks = _ranks(lineup, excluded)
    barred = list(out.keys() - set(drawn))
    ranks[list(drawn)] = ranks[barred] = len(BY_RULE)
    counts: Counter[Reason] = Counter(dict(zip(BY_RULE, np.bincount(ranks).tolist(), strict=False)))
    counts.update(out[at] for at in barred)
    return max(counts, key=counts.__getitem__)


def _ranks(lineup: Lineup, excluded: Iterable[Exclusion]) -> NDArray[np.int64]:
    """Return for each candidate the place in `BY_RULE` of the rule that took it out."""
    by_group = np.full(len(lineup.group_kind), len(BY_RULE) - 1, dtype=np.int64)
    full = sorted(_full(excluded), key=lambda each: -BY_RULE.index(each[-1]))
    for _, _, groups, _, reason in full:
        by_group[groups] = BY_RULE.index(reason)
    ranks: NDArray[np.int64] = by_group[lineup.candidates["group"]]
    for _, _, _, others, reason in full:
        ranks[others] = np.minimum(ranks[others], BY_RULE.index(reason))
    return ranks


def _full(excluded: Iterable[Exclusion]) -> Iterator[Exclusion]:
    """Yield each exclusion whose limit is reached, once."""
    shown: Counter[int] = Counter()
    for each in excluded:
        key, most, *_ = each
        shown[key] += 1
        if shown[key] == most:
            yield each

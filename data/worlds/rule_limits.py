"""A placement's rules over many visits at once: what each visit may still be given."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from data.worlds.world import Floats, Rows
from recommender.domain import Promo, Rules
from recommender.keys import words_key

NO_LIMIT = 2**31
# The same few hundred titles come again with every batch of visits.
_words_of = cache(words_key)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most[g]` promos of group g: `group_of` [promos], `members` [groups, promos].

    `counts` [n, groups] is how many each visit was given.
    """

    group_of: Rows
    members: NDArray[np.bool_]
    most: Rows
    counts: Rows


class RuleLimits:
    """The open weights of n visits, and what closes with each promo given."""

    def __init__(self, rules: Rules, promos: Sequence[Promo], *, weights: Floats) -> None:
        self._open = weights.copy()
        self._every = np.arange(len(weights))
        self.kinds = sorted({promo.kind for promo in promos})
        self._kind_of = np.array([self.kinds.index(promo.kind) for promo in promos])
        most = [rules.maximum_per_kind.get(kind, NO_LIMIT) for kind in self.kinds]
        self._kind_limit = self._limit([promo.kind for promo in promos], most)
        self._limits = [self._kind_limit]
        self._limits += [
            self._limit(keys, rule)
            for keys, rule in (
                ([promo.source for promo in promos], rules.maximum_per_source),
                ([promo.advertiser for promo in promos], rules.maximum_per_advertiser),
                ([_words_of(promo.title) for promo in promos], rules.maximum_same_words),
            )
            if rule is not None
        ]
        self._waiting = np.zeros((len(weights), len(self.kinds)), dtype=np.int64)
        self._open[:, self._kind_limit.most[self._kind_of] == 0] = 0

    def await_kinds(self, reserved: Rows) -> None:
        """Keep room for the kinds [n, slots] that slots are reserved for; -1 is an open slot."""
        for kind in range(len(self.kinds)):
            self._waiting[:, kind] = (reserved == kind).sum(axis=1)

    def candidates(self, reserved: Rows) -> Floats:
        """Return the weights [n, promos] for the next slot, kept for the kinds [n]; 0 is out."""
        kept = reserved >= 0
        self._waiting[self._every[kept], reserved[kept]] -= 1
        weights = self._open * ~self._full_while_waiting()
        rows = self._every[kept]
        of_kind = self._open[rows] * (self._kind_of == reserved[kept, None])
        served = of_kind.any(axis=1)
        weights[rows[served]] = of_kind[served]
        return np.asarray(weights)

    def take(self, chosen: Rows) -> None:
        """Close what was chosen [n] (-1: nothing) and what that excludes."""
        rows = self._every[chosen >= 0]
        columns = chosen[rows]
        self._open[rows, columns] = 0
        for limit in self._limits:
            group = limit.group_of[columns]
            limit.counts[rows, group] += 1
            full = limit.counts[rows, group] >= limit.most[group]
            self._open[rows[full]] *= ~limit.members[group[full]]

    def _full_while_waiting(self) -> NDArray[np.bool_]:
        """Return what an open slot may not take [n, promos]: a reserved one will need the room."""
        planned = self._kind_limit.counts + self._waiting
        full = (self._waiting > 0) & (planned >= self._kind_limit.most)
        return (
            np.asarray(full[:, self._kind_of]) if full.any() else np.zeros((1, 1), dtype=np.bool_)
        )

    def _limit(self, keys: Sequence[Hashable], most: int | Sequence[int]) -> Limit:
        """Return a limit per key; a promo whose key is None is not limited."""
        groups = sorted(set(keys), key=lambda key: (key is not None, str(key)))
        group_of = np.array([groups.index(key) for key in keys])
        allowed = np.broadcast_to(np.array(most), len(groups)).copy()
        allowed[[key is None for key in groups]] = NO_LIMIT
        return Limit(
            group_of=group_of,
            members=group_of == np.arange(len(groups))[:, None],
            most=allowed,
            counts=np.zeros((len(self._open), len(groups)), dtype=np.int64),
        )

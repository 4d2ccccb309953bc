"""What a worker found out of one snapshot, whoever asked for it first; kept until the next."""

from copy import copy
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.article_pool import allowed_audiences, static_scores
from recommender.domain import Reader
from recommender.eligibility import eligible_rows, flight_bounds_ms, next_bound_ms
from recommender.keys import NOTHING
from recommender.last_changes import LastChanges
from recommender.promo_table import NEVER_MS, Keys
from recommender.recently_used import RecentlyUsed
from recommender.scoring import Rows
from recommender.snapshot import Snapshot
from recommender.visit import Visit

NOBODY = Reader()
MOST_ROWS = 4_000_000
"""Of all audiences together, 32 MB: anybody may name any country, region and language."""
MOST_AUDIENCES = 4_096
Eligible = tuple[int, Rows]
"""Until when (Unix milliseconds) which rows are eligible."""


class ChangedRows(NamedTuple):
    """Rows that changed, in their rules and in what they are worth."""

    rules: frozenset[int]
    worth: frozenset[int]


class Findings:
    """Eligible rows, audiences and changes of a snapshot; `static` are `static_scores` [N].

    `changes` tell when each row last changed.
    """

    def __init__(
        self, snapshot: Snapshot, *, changes: LastChanges, most_rows: int = MOST_ROWS
    ) -> None:
        self.snapshot = snapshot
        self.changes = changes
        self.static = static_scores(snapshot)
        self._eligible: RecentlyUsed[Eligible] = RecentlyUsed(most_rows, weigh=_rows)
        self._allowed: RecentlyUsed[NDArray[np.bool_]] = RecentlyUsed(MOST_AUDIENCES)
        self._changed: dict[int, ChangedRows] = {}

    def learned_on(self, snapshot: Snapshot) -> "Findings":
        """Return what was found of the same promos, of which more was learned since."""
        found = copy(self)
        found.snapshot = snapshot
        # Beside a learner it is the promos' worth alone: what is published often changes nothing.
        if self.snapshot.online is None or snapshot.online is None:
            found.static = static_scores(snapshot)
        return found

    @property
    def number(self) -> int:
        """The snapshot's number."""
        return self.snapshot.number

    @property
    def remembered(self) -> int:
        """Of how many audiences the eligible rows lie ready."""
        return len(self._eligible)

    def eligible_rows(self, visit: Visit, *, now_ms: int) -> Rows:
        """Return what is eligible on any article, kept until a flight begins or ends."""
        key = audience_of(visit)
        found = self._eligible.get(key)
        if found is None or now_ms >= found[0]:
            promos = self.snapshot.promos
            rows = eligible_rows(promos, of_any_article(visit), now_ms=now_ms)
            bounds = flight_bounds_ms(
                promos.starts_ms, ends_ms=promos.ends_ms, is_live=promos.is_live, after_ms=now_ms
            )
            found = self._eligible.put(key, (next_bound_ms(bounds), rows))
        return found[1]

    def live_rows(self, now_ms: int) -> Rows:
        """Return what is in flight, whoever reads."""
        return self.eligible_rows(Visit(0, NOTHING, None, None, NOBODY, 0), now_ms=now_ms)

    def allowed_audiences(self, visit: Visit) -> NDArray[np.bool_]:
        """Return for each audience whether the visit is inside it."""
        key = audience_of(visit)
        found = self._allowed.get(key)
        if found is None:
            found = self._allowed.put(key, allowed_audiences(self.snapshot, visit))
        return found

    def changed_since(self, number: int) -> ChangedRows:
        """Return the rows that changed after the snapshot of this number."""
        found = self._changed.get(number)
        if found is None:
            rules, worth = self.changes
            found = self._changed[number] = ChangedRows(
                _after(rules, number), _after(worth, number)
            )
        return found

    def next_start_ms(self, now_ms: int) -> int:
        """Return when the next flight of a live promo begins."""
        promos = self.snapshot.promos
        later = promos.starts_ms[promos.is_live & (promos.starts_ms > now_ms)]
        return int(later.min()) if len(later) else NEVER_MS

    def valid_until_ms(self, rows: Rows) -> int:
        """Return when the first flight of these rows ends."""
        ends = self.snapshot.promos.ends_ms[rows]
        return int(ends.min()) if len(ends) else NEVER_MS


def audience_of(visit: Visit) -> tuple[Any, ...]:
    """Return what of a visit decides for which promos' audiences it counts."""
    reader = visit.reader
    return (reader.country, reader.region, reader.language, visit.language)


def of_audience(visit: Visit) -> Visit:
    """Return the visit as its whole audience makes it: a uniform draw depends on no more."""
    reader = replace(visit.reader, device=None, signed_in=False)
    return replace(visit, reader=reader, local_hour=0)


def of_any_article(visit: Visit) -> Visit:
    """Return the visit without its article."""
    return replace(visit, article_key=0, article_url_key=NOTHING, vector=None, crossed=None)


def _after(changed_in: Keys, number: int) -> frozenset[int]:
    return frozenset(np.flatnonzero(changed_in > number).tolist())


def _rows(eligible: Eligible) -> int:
    return len(eligible[1]) + 1

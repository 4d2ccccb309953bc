"""What a worker found out of one snapshot, whoever asked for it first; kept until the next."""

from collections.abc import Hashable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.article_pool import allowed_audiences, static_scores
from recommender.domain import Reader
from recommender.eligibility import eligible_rows, next_boundary_ms
from recommender.keys import NOTHING
from recommender.promo_table import NEVER_MS
from recommender.scoring import Rows
from recommender.snapshot import Snapshot
from recommender.visit import Visit

NOBODY = Reader()


class Findings:
    """Eligible rows, audiences and changes of a snapshot; `static` are `static_scores` [N]."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.static = static_scores(snapshot)
        self._eligible: dict[Hashable, tuple[int, Rows]] = {}
        self._allowed: dict[Hashable, NDArray[np.bool_]] = {}
        self._changed: dict[int, frozenset[int]] = {}

    def eligible_rows(self, visit: Visit, *, now_ms: int) -> Rows:
        """Return what is eligible on any article, kept until a flight begins or ends."""
        key = audience_of(visit)
        until, rows = self._eligible.get(key, (0, np.empty(0, dtype=np.int64)))
        if now_ms >= until:
            promos = self.snapshot.promos
            rows = eligible_rows(promos, of_any_article(visit), now_ms=now_ms)
            self._eligible[key] = (next_boundary_ms(promos, now_ms=now_ms), rows)
        return rows

    def live_rows(self, now_ms: int) -> Rows:
        """Return what is in flight, whoever reads."""
        return self.eligible_rows(Visit(0, NOTHING, None, None, NOBODY, 0), now_ms=now_ms)

    def allowed_audiences(self, visit: Visit) -> NDArray[np.bool_]:
        """Return for each audience whether the visit is inside it."""
        key = audience_of(visit)
        found = self._allowed.get(key)
        if found is None:
            found = self._allowed[key] = allowed_audiences(self.snapshot, visit)
        return found

    def changed_since(self, number: int) -> frozenset[int]:
        """Return the rows that changed after the snapshot of this number."""
        found = self._changed.get(number)
        if found is None:
            rows = np.flatnonzero(self.snapshot.promos.changed_in > number)
            found = self._changed[number] = frozenset(rows.tolist())
        return found

    def valid_until_ms(self, rows: Rows) -> int:
        """Return when the first flight of these rows ends."""
        ends = self.snapshot.promos.ends_ms[rows]
        return int(ends.min()) if len(ends) else NEVER_MS


def audience_of(visit: Visit) -> tuple[Any, ...]:
    """Return what of a visit decides for which promos' audiences it counts."""
    reader = visit.reader
    return (reader.country, reader.region, reader.language, visit.language)


def of_any_article(visit: Visit) -> Visit:
    """Return the visit without its article."""
    return replace(visit, article_key=0, article_url_key=NOTHING, vector=None)

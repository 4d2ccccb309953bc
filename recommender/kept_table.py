"""A draw table that outlives the snapshot it was made of: what changed since is barred from it."""

from dataclasses import dataclass, field

from recommender.article_pool import ArticlePool
from recommender.domain import Reason
from recommender.lineup import Lineup
from recommender.sampling import DrawTable

NEVER = -1


@dataclass(slots=True)
class Barring:
    """What changed since a lineup was made and may not be shown out of it, as of a snapshot.

    Shared by all tables of the lineup. `rows` are those that changed, here or not, `out` the
    positions of those that are.
    """

    lineup: Lineup
    checked_in: int = NEVER
    rows: frozenset[int] = frozenset()
    out: dict[int, Reason] = field(default_factory=dict)

    def bar(self, changed: frozenset[int], *, number: int) -> None:
        """Bar the rows that changed, as of snapshot `number`: each stays barred."""
        self.checked_in = number
        for row in changed - self.rows:
            at = self.lineup.position_of(row)
            if at is not None:
                self.out[at] = Reason.NOT_SHORTLISTED
        self.rows |= changed


@dataclass(slots=True)
class KeptTable:
    """A table, the snapshot it was made of, and what was barred since.

    `pool` is None unless it lasts as long as one; `is_beyond_pool` if it holds others than the
    pool's; `online` numbers what was learned when it was weighed: to keep that itself would keep
    every publication of hours in memory.
    """

    table: DrawTable
    as_of: int
    made_at_ms: int
    valid_until_ms: int
    barring: Barring
    pool: ArticlePool | None = None
    is_beyond_pool: bool = False
    online: int = 0

"""A draw table that outlives the snapshot it was made of: what changed since is barred from it."""

from dataclasses import dataclass, field

from recommender.article_pool import ArticlePool
from recommender.domain import Reason
from recommender.sampling import DrawTable


@dataclass(slots=True)
class KeptTable:
    """A table, the snapshot it was made of, and the rows that changed since.

    `out` are the positions of the barred rows; `pool` is None unless it was made from one.
    """

    table: DrawTable
    as_of: int
    made_at_ms: int
    valid_until_ms: int
    checked_in: int
    pool: ArticlePool | None = None
    barred: dict[int, Reason] = field(default_factory=dict)
    out: dict[int, Reason] = field(default_factory=dict)

    def bar(self, changed: frozenset[int], *, number: int) -> None:
        """Bar the rows that changed, as of snapshot `number`."""
        self.checked_in = number
        here = self.table.lineup.positions_of(changed)
        self.barred = dict.fromkeys(here, Reason.NOT_SHORTLISTED)
        self.out = dict.fromkeys(here.values(), Reason.NOT_SHORTLISTED)

"""A draw table that outlives the snapshot it was made of: what changed since is barred from it."""

from dataclasses import dataclass, field

from recommender.article_pool import ArticlePool
from recommender.domain import Reason
from recommender.sampling import DrawTable


@dataclass(slots=True)
class KeptTable:
    """A table, the snapshot it was made of, and the rows that changed since.

    `barred` are the rows that changed, in the table or not, `out` the positions of those in it;
    `pool` is None unless it was made from one.
    """

    table: DrawTable
    as_of: int
    made_at_ms: int
    valid_until_ms: int
    checked_in: int
    pool: ArticlePool | None = None
    barred: frozenset[int] = frozenset()
    out: dict[int, Reason] = field(default_factory=dict)

    def bar(self, changed: frozenset[int], *, number: int) -> None:
        """Bar the rows that changed, as of snapshot `number`: each stays barred."""
        self.checked_in = number
        for row in changed - self.barred:
            at = self.table.lineup.position_of(row)
            if at is not None:
                self.out[at] = Reason.NOT_SHORTLISTED
        self.barred |= changed

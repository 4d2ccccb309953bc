"""A draw table that outlives the snapshot it was made of: what changed since is barred from it."""

from dataclasses import dataclass, field
from typing import NamedTuple

from recommender.domain import Reason
from recommender.lineup import Lineup
from recommender.sampling import DrawTable
from recommender.snapshot import Snapshot

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


class Known(NamedTuple):
    """What was learned online, by a worker's number and as logs bear it; None for nothing.

    To keep it itself would keep every publication of hours in memory.
    """

    number: int
    mark: bytes | None


NOTHING_KNOWN = Known(0, None)


def known_by(snapshot: Snapshot, *, number: int) -> Known:
    """Return what a snapshot knows, to be the number-th that a worker has met."""
    return Known(number, snapshot.online.mark if snapshot.online else None)


@dataclass(slots=True)
class KeptTable:
    """A table, what was barred from it since, and what was known online when it was weighed."""

    table: DrawTable
    barring: Barring
    known: Known = NOTHING_KNOWN

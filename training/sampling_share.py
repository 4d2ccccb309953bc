"""How large a share of the exposures a training reads: all of a small log."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from data.lake.exposure_count import count_exposures
from data.lake.lake_store import Lake
from data.lake.lots import LOTS

# 20 s on one core, 1.4 GB. What is lost by it of a large log: tests/bench/training_speed.py.
ENOUGH_UNCLICKED = 600_000
# A log of very many clicks: fewer others than this would say less than the clicks do.
LEAST_PER_CLICK = 2
# Of more clicks the log itself is thinned, so that the cost has an end: tests/bench/training_cost.
ENOUGH_CLICKED = 600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """`log` is the share of the slots looked at, `unclicked` that of the unclicked among them."""

    log: float = 1.0
    unclicked: float = 1.0


def shares_to_read(lake: Lake, since: datetime, until: datetime) -> Shares:
    """Return the shares of a window to learn from. Raises Unavailable."""
    found = count_exposures(lake, since=since, until=until)
    return sampling_shares(clicked=found.clicked, unclicked=found.unclicked)


def sampling_shares(*, clicked: int, unclicked: int) -> Shares:
    """Return the shares, whole numbers of lots, that keep enough of both; each at most 1."""
    lots = _lots(ENOUGH_CLICKED, of=clicked)
    log = lots / LOTS
    enough = max(ENOUGH_UNCLICKED, LEAST_PER_CLICK * clicked * log)
    return Shares(log=log, unclicked=min(_lots(enough, of=unclicked) / lots, 1.0))


def _lots(enough: float, *, of: float) -> int:
    return LOTS if of <= enough else ceil(LOTS * enough / of)

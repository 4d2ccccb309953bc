"""How large a share of the unclicked exposures a training reads: all of a small log."""

from datetime import datetime
from math import ceil

from data.lake.exposure_count import count_exposures
from data.lake.lake_store import Lake
from data.lake.lots import LOTS

# 20 s on one core, 1.4 GB. What is lost by it of a large log: tests/bench/training_speed.py.
ENOUGH_UNCLICKED = 600_000
# A log of very many clicks: fewer others than this would say less than the clicks do.
LEAST_PER_CLICK = 2


def share_to_read(lake: Lake, since: datetime, until: datetime) -> float:
    """Return the share of a window's unclicked exposures to learn from. Raises Unavailable."""
    found = count_exposures(lake, since=since, until=until)
    return sampling_share(clicked=found.clicked, unclicked=found.unclicked)


def sampling_share(*, clicked: int, unclicked: int) -> float:
    """Return the share, a whole number of lots, that keeps enough of the unclicked; at most 1."""
    enough = max(ENOUGH_UNCLICKED, LEAST_PER_CLICK * clicked)
    if unclicked <= enough:
        return 1.0
    return ceil(LOTS * enough / unclicked) / LOTS

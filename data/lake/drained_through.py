"""Up to when the lake's events were drained: who learned from it goes on with what came later."""

from datetime import date

import pyarrow as pa

from data.lake.engine import fetch
from data.lake.lake_store import Lake


def drained_through_us(lake: Lake, *, since: date) -> int | None:
    """Return when the last event of the days from `since` was drained (microseconds since 1970).

    None if none was: an import is not drained. Raises Unavailable.
    """
    events = lake.read("events", since=since)
    found = fetch(events.aggregate(last=events.drained_at.max()))
    last: int | None = found["last"].cast(pa.int64())[0].as_py()
    return last

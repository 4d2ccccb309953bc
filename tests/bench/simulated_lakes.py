"""A lake of many logs with known click rates, each log a site: one report judges them all."""

from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.lake.decision_ids import decision_ids
from data.lake.lake_schemas import MOMENT, TEXT
from data.lake.lake_store import Lake
from tests.data.reports.simulated_rates import (
    DRAWS_SPREAD,
    READERS_OF_CACHED,
    READERS_SPREAD,
    RENDERED,
    SLOTS,
)

START_MS = int(datetime(2026, 10, 1, tzinfo=UTC).timestamp()) * 1000
MS_PER_DAY = 86_400_000
ARMS = ("learned", "baseline", "control")
SHARES = (0.6, 0.2, 0.2)
LIFT = 1.2
"""The learned arm's rate is so many times that of the others."""
VIEWED = 0.7
KINDS = ("impression", "view", "click")


def make_logs(
    url: str, *, logs: int, decisions: int, rate: float, cached: float, seed: int
) -> Lake:
    """Fill a lake with a day of `logs` sites of as many decisions, some shown to many readers.

    Each reader's and each draw's own rate varies: slots of one decision are not independent.
    """
    rng = np.random.default_rng(seed)
    lake = Lake(url)
    count = logs * decisions
    at_ms = START_MS + np.sort(rng.integers(MS_PER_DAY, size=count))
    high, low = rng.integers(2**40, size=(2, count), dtype=np.uint64)
    ids = pa.array(decision_ids(at_ms, high=high, low=low)).cast(TEXT)
    site, arm = rng.permutation(count) % logs, rng.choice(len(ARMS), size=count, p=SHARES)
    is_cached = rng.random(count) < cached
    readers = np.where(is_cached, rng.geometric(1 / READERS_OF_CACHED, count), 1)
    times = pa.array(at_ms * 1000).cast(MOMENT)
    lake.append(
        "decisions",
        pa.table(
            {
                "decision": ids,
                "decided_at": times,
                "site": pa.array([f"site-{number}" for number in range(logs)]).take(pa.array(site)),
                "arm": pa.array(ARMS).take(pa.array(arm)),
                "origin": pa.array(["browser"] * count),
            }
        ),
    )
    lake.append("slots", _slots(ids, np.repeat(np.arange(count), SLOTS)))
    rates = rate * np.where(arm == 0, LIFT, 1.0) * _uneven(rng, count, DRAWS_SPREAD)
    lake.append("events", _events(rng, ids, times, readers, is_cached, rates))
    return lake


def _uneven(rng: np.random.Generator, count: int, spread: float) -> NDArray[np.float64]:
    """Return factors [n] around a mean of 1."""
    return rng.lognormal(-(spread**2) / 2, spread, count)


def _slots(ids: pa.Array, decision: NDArray[np.int64]) -> pa.Table:
    count = len(decision)
    return pa.table(
        {
            "decision": ids.take(pa.array(decision)),
            "placement": pa.array(["footer"] * count),
            "position": np.arange(count, dtype=np.int16) % SLOTS,
            "promo": pa.array(["promo"] * count),
        }
    )


def _events(
    rng: np.random.Generator,
    ids: pa.Array,
    times: pa.Array,
    readers: NDArray[np.int64],
    is_cached: NDArray[np.bool_],
    rates: NDArray[np.float64],
) -> pa.Table:
    decision = np.repeat(np.arange(len(readers)), readers)
    reader = np.arange(len(decision))
    rates = np.minimum(rates[decision] * _uneven(rng, len(reader), READERS_SPREAD), 1)
    shape = (len(reader), SLOTS)
    rendered = rng.random(shape) < RENDERED
    viewed = rendered & (rng.random(shape) < VIEWED)
    clicked = rendered & (rng.random(shape) < rates[:, None])
    told = [np.nonzero(each) for each in (rendered, viewed, clicked)]
    row = np.concatenate([each[0] for each in told])
    position = np.concatenate([each[1] for each in told]).astype(np.int16)
    kind = np.repeat(np.arange(len(KINDS)), [len(each[0]) for each in told])
    at = times.take(pa.array(decision[row]))
    view_ids = pa.array(row).cast(TEXT)
    view_ids = pa.compute.if_else(pa.array(is_cached[decision[row]]), view_ids, None)
    return pa.table(
        {
            "decision": ids.take(pa.array(decision[row])),
            "placement": pa.array(["footer"] * len(row)),
            "position": position,
            "promo": pa.array(["promo"] * len(row)),
            "event": pa.array(KINDS).take(pa.array(kind)),
            "view_id": view_ids,
            "happened_at": at,
            "received_at": at,
            "count": np.ones(len(row), dtype=np.int64),
            "way": pa.array(["script"] * len(row)),
        }
    )

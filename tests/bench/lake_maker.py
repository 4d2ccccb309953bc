"""Makes a lake of as many exposures as asked: visits of 28 days, each of twelve viewed slots."""

from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.lake.decision_ids import decision_ids
from data.lake.lake_schemas import MOMENT, TEXT
from data.lake.lake_store import Lake

START = datetime(2026, 10, 1, tzinfo=UTC)
DAYS = 28
SLOTS = 12
MS_PER_DAY = 86_400_000
PROMOS = [f"promo-{number}" for number in range(10_000)]
ARTICLES = [f"2026/10/{number:06d}/article" for number in range(100_000)]
VIEW_RATE = 0.7
CLICK_RATE = 0.01
READER = {
    "country": ["JP", "US", "NO", "GB"],
    "region": [str(number) for number in range(1, 48)],
    "device": ["mobile", "desktop"],
    "language": ["en", "ja"],
    "arm": ["learned"] * 98 + ["baseline", "control"],
}


def make_lake(url: str, *, exposures: int, seed: int = 7) -> Lake:
    """Fill the lake at `url` with about `exposures` slots seen; the same seed, the same lake.

    Views are measured; an impression stands beside each slot, and seven of ten are viewed too, so
    that there are 1.43 slots and 2.44 events for each exposure.
    """
    rng = np.random.default_rng(seed)
    lake = Lake(url)
    for day in range(DAYS):
        _append_day(lake, round(exposures / VIEW_RATE / SLOTS / DAYS), rng, day=day)
    return lake


def _append_day(lake: Lake, visits: int, rng: np.random.Generator, *, day: int) -> None:
    for table, rows in visits_of_day(visits, rng, day=day).items():
        lake.append(table, rows, name=f"visits-{day:02d}")


def visits_of_day(visits: int, rng: np.random.Generator, *, day: int) -> dict[str, pa.Table]:
    """Return the decisions, slots and events of so many visits of a day, in order of time."""
    start_ms = int(START.timestamp()) * 1000 + day * MS_PER_DAY
    at_ms = np.sort(rng.integers(MS_PER_DAY, size=visits)) + start_ms
    high, low = rng.integers(2**40, size=(2, visits), dtype=np.uint64)
    ids = pa.array(decision_ids(at_ms, high=high, low=low)).cast(TEXT)
    decisions, slots = _decisions(ids, at_ms, rng), _slots(ids, rng)
    events = _events(slots, np.repeat(at_ms, SLOTS), rng)
    return {"decisions": decisions, "slots": slots, "events": events}


def _decisions(ids: pa.Array, at_ms: NDArray[np.int64], rng: np.random.Generator) -> pa.Table:
    count = len(ids)
    columns = {
        "decision": ids,
        "decided_at": pa.array(at_ms * 1000).cast(MOMENT),
        "site": pa.array(["daily"] * count),
        "article": _named(ARTICLES, rng.zipf(1.2, count) % len(ARTICLES)),
        "article_version": np.ones(count, dtype=np.int64),
        "signed_in": rng.random(count) < 0.2,
        "local_hour": rng.integers(24, size=count).astype(np.int8),
        "origin": pa.array(["browser"] * count),
        "mode": pa.array(["per_view"] * count),
    }
    reader = {
        name: _named(all_, rng.integers(len(all_), size=count)) for name, all_ in READER.items()
    }
    return pa.table(columns | reader)


def _slots(ids: pa.Array, rng: np.random.Generator) -> pa.Table:
    count = len(ids) * SLOTS
    return pa.table(
        {
            "decision": ids.take(pa.array(np.repeat(np.arange(len(ids)), SLOTS))),
            "placement": pa.array(["footer"] * count),
            "position": np.tile(np.arange(SLOTS, dtype=np.int16), len(ids)),
            "promo": _named(PROMOS, rng.zipf(1.2, count) % len(PROMOS)),
            "promo_version": np.ones(count, dtype=np.int64),
            "propensity": rng.random(count),
            "eligible": rng.integers(100, 10_000, size=count).astype(np.int32),
        }
    )


def _events(slots: pa.Table, at_ms: NDArray[np.int64], rng: np.random.Generator) -> pa.Table:
    viewed = rng.random(len(slots)) < VIEW_RATE
    clicked = viewed & (rng.random(len(slots)) < CLICK_RATE)
    kinds = (np.ones(len(slots), dtype=np.bool_), viewed, clicked)
    slot = np.concatenate([np.flatnonzero(where) for where in kinds])
    kind = np.repeat(np.arange(len(kinds)), [int(where.sum()) for where in kinds])
    order = np.argsort(slot, kind="stable")
    slot, kind = slot[order], kind[order]
    moments = pa.array(at_ms[slot] * 1000).cast(MOMENT)
    rows = slots.select(["decision", "placement", "position", "promo"]).take(pa.array(slot))
    columns = dict(zip(rows.column_names, rows.columns, strict=True))
    columns |= {"event": _named(["impression", "view", "click"], kind), "happened_at": moments}
    columns |= {"received_at": moments, "count": np.ones(len(slot), dtype=np.int64)}
    columns["way"] = pa.array(["script"] * len(slot))
    return pa.table(columns)


def _named(names: list[str], rows: NDArray[np.int64]) -> pa.Array:
    return pa.array(names).take(pa.array(rows))

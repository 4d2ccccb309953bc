"""Logs with known click rates: slots of one decision are clicked by the same readers.

A decision's own rate is the true one times two log-normal factors of mean 1: one of its reader, one
of its draw. Some decisions sit in a cache and are shown to many readers.
"""

import numpy as np

from data.reports.intervals import RatioSums

SLOTS = 12
RENDERED = 0.8
READERS_SPREAD = 1.0
DRAWS_SPREAD = 0.5
READERS_OF_CACHED = 30


def simulated(
    rng: np.random.Generator, *, logs: int, decisions: int, rate: float, cached: float
) -> RatioSums:
    """Return the sums of `logs` logs, each of as many decisions."""
    rows = [_one(rng, decisions, rate, cached) for _ in range(logs)]
    return RatioSums(**{name: np.array([row[name] for row in rows]) for name in rows[0]})


def _one(rng: np.random.Generator, decisions: int, rate: float, cached: float) -> dict[str, float]:
    slots = np.maximum(rng.binomial(SLOTS, RENDERED, decisions), 1)
    many = rng.geometric(1 / READERS_OF_CACHED, decisions)
    readers = np.where(rng.random(decisions) < cached, many, 1)
    decision = np.repeat(np.arange(decisions), readers)
    draw = rng.lognormal(-(DRAWS_SPREAD**2) / 2, DRAWS_SPREAD, decisions)
    reader = rng.lognormal(-(READERS_SPREAD**2) / 2, READERS_SPREAD, len(decision))
    clicked = rng.binomial(slots[decision], np.minimum(rate * reader * draw[decision], 1))
    units = (slots * readers).astype(np.float64)
    hits = np.bincount(decision, weights=clicked, minlength=decisions)
    return {
        "units": float(units.sum()),
        "hits": float(hits.sum()),
        "units_squared": float((units**2).sum()),
        "hits_squared": float((hits**2).sum()),
        "products": float((units * hits).sum()),
    }

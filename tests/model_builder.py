"""Models small enough to compute in the head, for every test that needs one."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from recommender.learned import FeatureSide, Learned, PriorRates
from recommender.text_topics import TextTopics

Vectors = Mapping[str, Sequence[float]]


def some_topics(*, buckets: int = 64, size: int = 2) -> TextTopics:
    """Return a fixed random projection of texts."""
    rng = np.random.default_rng(7)
    return TextTopics(
        projection=rng.normal(size=(buckets, size)).astype(np.float32),
        weights=np.ones(buckets, dtype=np.float32),
        mean=np.zeros(size, dtype=np.float32),
        scale=np.ones(size, dtype=np.float32),
    )


def a_side(vectors: Vectors, *, topics: int = 2) -> FeatureSide:
    """Return a side with these vectors [d + 1] by feature name; topics count nothing."""
    width = len(next(iter(vectors.values())))
    stacked = np.array([*vectors.values(), *np.zeros((topics, width))], dtype=np.float32)
    return FeatureSide(rows={name: row for row, name in enumerate(vectors)}, vectors=stacked)


def a_learned(**changes: Any) -> Learned:
    """Return a model of d = 1 in which world readers like stories and sports readers offers."""
    defaults: dict[str, Any] = {
        "version": "2026-11-02T02-00",
        "visit_side": a_side({"category:world": (1.0, 0.0), "category:sports": (-1.0, 0.0)}),
        "promo_side": a_side({"kind:story": (1.0, -3.0), "kind:offer": (-1.0, -3.0)}),
        "text_topics": some_topics(),
        "slope": 1.0,
        "intercept": 0.0,
        "examination": {"daily/footer": np.array([1, 0.8, 0.6, 0.5], dtype=np.float32)},
        "prior_rates": PriorRates(
            by_promo={"story-1": (30.0, 1000.0)},
            by_kind={"story": (30.0, 1000.0), "offer": (10.0, 1000.0)},
            overall=(40.0, 2000.0),
        ),
        "deviation": {"story-1": 0.2},
        "deviation_unseen": 1.0,
    }
    return Learned(**(defaults | changes))

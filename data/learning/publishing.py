"""Publishes what the learner knows to the workers, who map it as they do snapshots."""

from typing import Any

from data.learning.learner_base import Base
from data.learning.online_learner import OnlineLearner
from data.snapshot_store import SnapshotStore, StoredSnapshot
from recommender.crossed.cross_weights import CrossWeights
from recommender.crossed.keyed_features import PAGE_CODES, PROMO_CODES
from recommender.crossed.published_cross import ARRAYS, PublishedCross, published
from recommender.crossed.state_checks import SCHEMA
from recommender.errors import Unavailable

FIELDS = [SCHEMA, *([[*each] for each in sorted(of.items())] for of in (PAGE_CODES, PROMO_CODES))]
"""What the numbers stand for, as JSON gives it back."""


def publish(store: SnapshotStore, learner: OnlineLearner) -> None:
    """Publish the weights of a learner as they are. Raises Unavailable."""
    publish_weights(store, learner.weights, base=learner.base, version=learner.version)


def publish_weights(
    store: SnapshotStore, weights: CrossWeights, *, base: Base, version: str
) -> None:
    """Publish weights under the name of what they know. Raises Unavailable."""
    facts = {"version": version, "base": base.content(), "fields": FIELDS}
    store.publish(published(weights).arrays(), blobs={}, facts=facts)


def published_in(stored: StoredSnapshot) -> tuple[PublishedCross, dict[str, Any]]:
    """Return weights as they were published, and what was told of them.

    Raises Unavailable if another version published them, or they are spoilt.
    """
    facts = dict(stored.facts)
    if facts.get("fields") != FIELDS:
        raise Unavailable(f"what was learned online ({stored.number}) is of another version")
    weights = PublishedCross(**{name: stored.arrays[name] for name in ARRAYS})
    if not weights.fits:
        raise Unavailable(f"what was learned online ({stored.number}) does not fit itself")
    return weights, facts

"""Which of the inner loops run compiled: each has a plain twin that does the same, slower."""

from collections.abc import Mapping

from api.slots import slot_writing
from recommender import slotters, whole_weights
from recommender.crossed import cross_learning


def compiled_parts() -> Mapping[str, bool]:
    """Return by the name of each part whether it runs compiled."""
    return {
        "draw": slotters.IS_COMPILED,
        "weights": whole_weights.IS_COMPILED,
        "slots": slot_writing.IS_COMPILED,
        "cross": cross_learning.IS_COMPILED,
    }

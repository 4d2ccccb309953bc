"""How many features a learner may hold: its weights are a table of every page feature x promo's."""

from collections.abc import Iterable

from recommender.crossed.cross_features import Feature
from recommender.crossed.cross_weights import CrossWeights, Side

MOST_WEIGHTS = 2**24
"""Of mean and variance each: 128 MiB, in tables made with room of up to four times as much. What is
met beyond it waits for the next refit."""
PAGES_SHARE = 0.75
"""Of it, for what pages bring: articles by the hundred a day leave room for new promos."""


def with_room(
    weights: CrossWeights, side: Side, features: Iterable[Feature], *, most: int = MOST_WEIGHTS
) -> list[Feature]:
    """Return the features of a side that the weights hold, or have room for."""
    is_page = side is weights.page
    other = weights.promo if is_page else weights.page
    room = int(most * (PAGES_SHARE if is_page else 1)) // max(len(other), 1) - len(side)
    kept = []
    for name, strength in features:
        is_new = name not in side.numbers
        if not is_new or room > 0:
            kept.append((name, strength))
            room -= is_new
    return kept

"""What an impression is and where views are measured: one rule for reports and for training.

All of it is told of a piece, a slot in one page view (of a slot that is not from a cache: the
slot). An impression is told, or proved by a view or a click.

Views are measured in a place, a site's placement on a day (UTC), if any view was told of it. A
pixel, a followed link and a server that tells for its readers see none: a piece told by them alone
is blind, and its impressions are all that can be known, wherever views are measured.

In a place where nothing but followed links is told, no slot is known unless it was clicked: reports
count those clicks, but nothing can be learned from them, for every rate would be 1.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[Any]
Flags = NDArray[np.bool_]
SEEING = "script"
"""The way of telling that sees views; of a log that does not say who told it, any may."""
FOLLOWED = "redirect"


def impressions_of(impressions: Counts, views: Counts, clicks: Counts) -> Counts:
    """Return the impressions of pieces [n] of what was told of them."""
    proved: Counts = np.maximum.reduce([impressions, views, clicks])
    return proved


def may_be_viewed(*, by_script: Flags, by_others: Flags) -> Flags:
    """Whether a view of the pieces [n] would be told: whether they are not blind.

    Columns of a query give a column.
    """
    return by_script | ~by_others


def are_measured(views: Counts, may_be: Flags, *, place_has_views: Flags) -> Flags:
    """Whether views of the pieces [n] are measured, so that what was not viewed was not seen."""
    return (views > 0) | (may_be & place_has_views)

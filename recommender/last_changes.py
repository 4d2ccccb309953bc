"""What of a changed promo disturbs tables that were made before: its rules, or what it is worth.

A new title or summary alone does not: the card shows it at once, while how it ranks follows when
the article's pool is next made anew, minutes later. Text is what marketers edit most.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.promo_table import Keys, PromoTable
from recommender.scoring import Rows
from recommender.snapshot import Snapshot

RULES = (
    "number",
    "id_key",
    "url_key",
    "group",
    "advertiser",
    "audience",
    "starts_ms",
    "ends_ms",
    "is_live",
)
WORTH = ("value_micros", "deviation", "prior_rate")
MOST_WORDS = 8
"""New titles that are looked for among all others; where there are more, all of them count."""


class LastChanges(NamedTuple):
    """For each row [N] the number of the snapshot in which it last changed.

    In its `rules`, an older table may not show it; in its `worth`, it may, with its older weight.
    """

    rules: Keys
    worth: Keys


def changes_of(snapshot: Snapshot) -> LastChanges:
    """Return the changes of a snapshot before which nothing was shown."""
    return LastChanges(snapshot.promos.changed_in, snapshot.promos.changed_in)


def with_changes(known: LastChanges, before: Snapshot, after: Snapshot) -> LastChanges:
    """Return the changes as of `after`, `known` being those of `before`, of one generation."""
    size = len(before.promos)
    rows = np.flatnonzero(after.promos.changed_in > before.number)
    old = rows[rows < size]
    promos = (before.promos, after.promos)
    rules = old[_differ(*promos, rows=old, names=RULES) | _have_other_words(*promos, rows=old)]
    worth = old[_differ(*promos, rows=old, names=WORTH)]
    more = np.full(len(after.promos) - size, after.number, dtype=np.int64)
    found = LastChanges(*(np.concatenate([each, more]) for each in known))
    found.rules[rules] = found.worth[worth] = after.number
    return found


def _differ(
    before: PromoTable, after: PromoTable, *, rows: Rows, names: tuple[str, ...]
) -> NDArray[np.bool_]:
    """Tell of each row whether one of these columns changed."""
    differ = np.zeros(len(rows), dtype=np.bool_)
    for name in names:
        differ |= getattr(before, name)[rows] != getattr(after, name)[rows]
    return differ


def _have_other_words(before: PromoTable, after: PromoTable, *, rows: Rows) -> NDArray[np.bool_]:
    """Tell of each row whether its words changed so that a rule on words may be met otherwise.

    None is while no other promo bears the old words or the new.
    """
    differ: NDArray[np.bool_] = before.words[rows] != after.words[rows]
    if np.count_nonzero(differ) <= MOST_WORDS:
        for at in np.flatnonzero(differ):
            differ[at] = not (_is_alone(before, rows[at]) and _is_alone(after, rows[at]))
    return differ


def _is_alone(table: PromoTable, row: int) -> bool:
    return int(np.count_nonzero(table.words == table.words[row])) == 1

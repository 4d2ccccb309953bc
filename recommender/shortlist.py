"""The few hundred promos of a visit worth drawing from, so that a decision's cost is bounded."""

import numpy as np
from numpy.typing import NDArray

from recommender.promo_table import PromoTable
from recommender.scoring import Rows, Scores
from recommender.snapshot import RankingSettings

Codes = NDArray[np.int16] | NDArray[np.int32]
WIDER = 4


def shortlist(
    table: PromoTable,
    rows: Rows,
    *,
    scores: Scores,
    settings: RankingSettings,
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    """Return positions into `rows`: the best, floors per kind and source, and uniform others.

    A floor counts among the `WIDER` times as many best ones; a kind that is rare there is topped up
    from all of its rows, so that a minimum per kind can be met.
    """
    size = settings.shortlist
    if len(rows) <= size + settings.uniform:
        return np.arange(len(rows))
    best = _best(scores, size * WIDER)
    keep = np.zeros(len(best), dtype=np.bool_)
    keep[:size] = True
    keep |= place_in_group(table.kinds_of(rows[best])) < settings.per_kind
    keep |= place_in_group(table.group[rows[best]]) < settings.per_source
    rare = rare_kinds(table.kinds_of(rows), best, scores=scores, settings=settings)
    uniform = rng.choice(len(rows), size=settings.uniform, replace=False)
    return np.unique(np.concatenate([best[keep], rare, uniform]))


def place_in_group(groups: Codes) -> NDArray[np.int64]:
    """Return for each entry how many earlier ones are of its group."""
    order = np.argsort(groups, kind="stable")
    ordered = groups[order]
    is_first = np.concatenate([[True], ordered[1:] != ordered[:-1]])
    starts = np.flatnonzero(is_first)
    places = np.empty(len(groups), dtype=np.int64)
    places[order] = np.arange(len(groups)) - np.repeat(
        starts, np.diff(np.append(starts, len(groups)))
    )
    return places


def _best(scores: Scores, count: int) -> NDArray[np.int64]:
    """Return the positions of the `count` highest scores, best first."""
    if len(scores) > count:
        top = np.argpartition(scores, len(scores) - count)[-count:]
    else:
        top = np.arange(len(scores))
    return top[np.argsort(-scores[top], kind="stable")]


def rare_kinds(
    kinds: Codes, best: NDArray[np.int64], *, scores: Scores, settings: RankingSettings
) -> NDArray[np.int64]:
    """Return the best positions of each kind of which `best` holds fewer than the floor."""
    every = np.bincount(kinds)
    held = np.bincount(kinds[best], minlength=len(every))
    missing = np.flatnonzero((every > held) & (held < settings.per_kind))
    found = [np.empty(0, dtype=np.int64)]
    for kind in missing:
        positions = np.flatnonzero(kinds == kind)
        found.append(positions[_best(scores[positions], settings.per_kind)])
    return np.concatenate(found)

"""Theta from clicks and hopes (sums of r) by position: what is little known is pulled to a prior.

Arrays are [..., 2, devices, positions] of one placement: all of its traffic, then what of it was
randomised. Randomised traffic speaks first: there no promo is where it is because it is liked, so
that an error of r meets every position alike. The rest has been sorted by a ranker, which may bend
its curve (`position_bend`): it speaks unbent where randomised traffic is too little.
"""

import numpy as np

from training.position_bend import Bend, bend_of
from training.sums import Amounts

# Expected clicks that pull a position with few of them towards the one above it.
NEIGHBOUR_PULL = 5.0
# Expected clicks by which a cell is pulled to its placement: cells differ by a sixth or so.
CELL_PULL = 40.0
# Expected clicks by which randomised traffic is pulled to the unbent curve of all traffic: how far
# the two still differ tells.
MOST_RANDOMISED_PULL = 400.0
LEAST_RANDOMISED_PULL = 100.0
LEAST_THETA = 0.01
LEAST_HOPE = 1e-9


def curves(hits: Amounts, hopes: Amounts, *, bend: Bend) -> Amounts:
    """Return theta [..., 1 + devices, positions]: the whole placement's, then each device's.

    `bend` [...] or one for all is what `placement_bend` found.
    """
    all_hits, all_hopes = hits[..., 0, :, :], hopes[..., 0, :, :]
    drawn_hits, drawn_hopes = hits[..., 1, :, :], hopes[..., 1, :, :]
    sorted_whole = _along(all_hits.sum(axis=-2), all_hopes.sum(axis=-2))
    drawn = drawn_hits.sum(axis=-2), drawn_hopes.sum(axis=-2)
    unbent = _from_one(bend.unbent(sorted_whole))
    pull = _randomised_pull(*drawn, to=unbent)
    whole = _pulled(*drawn, to=unbent, pull=pull)[..., None, :]
    # What bends the placement's curve bends each device's alike.
    true_hopes = all_hopes * (sorted_whole / unbent)[..., None, :]
    devices = _pulled(all_hits, true_hopes, to=whole, pull=np.array(CELL_PULL))
    devices = _pulled(drawn_hits, drawn_hopes, to=devices, pull=pull[..., None])
    return np.concatenate([whole, devices], axis=-2)


def placement_bend(hits: Amounts, hopes: Amounts) -> Bend:
    """Return how far the placement's sorted traffic bends its curve [...]."""
    every_hits, every_hopes = hits.sum(axis=-2), hopes.sum(axis=-2)
    thetas = _along(every_hits[..., 0, :], every_hopes[..., 0, :])
    return bend_of(every_hits[..., 1, :], every_hopes[..., 1, :], thetas=thetas)


def pulled_shares(hopes: Amounts) -> Amounts:
    """Return how much of each device's theta [..., devices, positions] is the whole's."""
    shares: Amounts = CELL_PULL / (hopes[..., 0, :, :] + CELL_PULL)
    return shares


def _randomised_pull(hits: Amounts, hopes: Amounts, *, to: Amounts) -> Amounts:
    """Return the pull [...]: one over how much the curves differ beyond what chance explains."""
    total = hits.sum(-1) / np.maximum((hopes * to).sum(-1), LEAST_HOPE)
    expected = total[..., None] * hopes * to
    bend = ((hits - expected) ** 2 - expected).sum(-1) / np.maximum((expected**2).sum(-1), 1)
    pull = 1 / np.maximum(bend, LEAST_HOPE)
    return np.asarray(np.clip(pull, LEAST_RANDOMISED_PULL, MOST_RANDOMISED_PULL))


def _pulled(hits: Amounts, hopes: Amounts, *, to: Amounts, pull: Amounts) -> Amounts:
    """Return theta [..., positions]; `pull` [...] of the clicks expected are as `to` has it."""
    scale = (hits.sum(-1) + pull) / ((hopes * to).sum(-1) + pull)
    held = pull[..., None]
    return _from_one((hits + held * to) / (scale[..., None] * hopes + held))


def _along(hits: Amounts, hopes: Amounts) -> Amounts:
    """Return theta [..., positions], each pulled to the one above it."""
    first = (hits[..., 0] + NEIGHBOUR_PULL) / (hopes[..., 0] + NEIGHBOUR_PULL)
    thetas = [np.ones_like(first)]
    for at in range(1, hits.shape[-1]):
        above = hits[..., at] + NEIGHBOUR_PULL * thetas[-1]
        thetas.append(above / (hopes[..., at] * first + NEIGHBOUR_PULL))
    return _from_one(np.stack(thetas, axis=-1))


def _from_one(thetas: Amounts) -> Amounts:
    first = np.maximum(thetas[..., :1], LEAST_HOPE)
    return np.asarray(np.clip(thetas / first, LEAST_THETA, 1.0))

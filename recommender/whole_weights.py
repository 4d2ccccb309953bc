"""Weights as whole numbers, and what they sum up to: compiled where a C compiler was, else plain.

Within a kind weights are whole numbers held as float64, max(1, rint(w / scale)): their sums are
exact below 2^53 in any order. The scale is a power of two of the kind's own, so that a slot kept
for a kind that is far behind is drawn by its weights as finely as any other.
"""

import numpy as np
from numpy.typing import NDArray

from recommender.lineup import Lineup

try:
    from recommender.compiled_weights import whole_sums as compiled_sums
except ImportError:  # installed where no C compiler was
    IS_COMPILED = False
else:
    IS_COMPILED = True

LARGEST_BITS = 40
SUM_BITS = 52
Weights = NDArray[np.float64]


def whole_sums(lineup: Lineup, weights: Weights) -> bytes:
    """Return what weights [n], in the order of the lineup, sum up to: float64s in one piece.

    First the running sum of each candidate's kind [n], then each kind's sum and its scale [kinds],
    then each group's sum [groups]. Weights are finite, and above 0. Raises ValueError if they are
    more or fewer than the candidates.
    """
    if not IS_COMPILED:
        return plain_sums(lineup, weights)
    whole = np.ascontiguousarray(weights, dtype=np.float64)
    return compiled_sums(lineup.block, *lineup.counts, whole)


def plain_sums(lineup: Lineup, weights: Weights) -> bytes:
    """Do as the compiled sums, number for number."""
    if len(weights) != len(lineup):
        raise ValueError("the weights and the lineup do not fit")
    starts, stops = lineup.starts.tolist(), lineup.stops.tolist()
    kinds = [weights[start:stop] for start, stop in zip(starts, stops, strict=True)]
    scales = np.array([_scale(each) for each in kinds])
    wholes = [_whole(each, scale) for each, scale in zip(kinds, scales, strict=True)]
    running = [each.cumsum() for each in wholes]
    masses = np.array([each[-1] if len(each) else 0.0 for each in running])
    every = np.concatenate([np.empty(0), *wholes])
    groups = lineup.candidates["group"]
    of_groups = np.bincount(groups, weights=every, minlength=len(lineup.group_kind))
    return np.concatenate([*running, masses, scales, of_groups]).tobytes()


def _whole(weights: Weights, scale: float) -> Weights:
    whole: Weights = np.maximum(np.rint(weights * (1.0 / scale)), 1.0)
    return whole


def _scale(weights: Weights) -> float:
    """Return the power of two that leaves a kind's sums room to be exact."""
    _, exponent = np.frexp(weights.max(initial=0.0))
    _, width = np.frexp(float(len(weights)))
    bits = min(LARGEST_BITS, SUM_BITS - int(width))
    return float(np.ldexp(1.0, int(exponent) - bits))

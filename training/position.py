"""How likely each position of a placement is examined, given that it was exposed (theta).

theta_k = clicks at k / sum of r over exposures at k, theta_0 = 1, alternated
with r. r is each promo's own rate at first; a fitted model's later.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from training.encoding import Exposures
from training.sums import Amounts, sums_by

Examination = Mapping[str, NDArray[np.float32]]

# Expected clicks that pull a position with few of them towards the one above it.
PULL = 5.0
LEAST_THETA = 0.01
MOST_ROUNDS = 50
MOVED = 0.01


def exposed(exposures: Exposures) -> Amounts:
    """Return how many exposures of the whole log each row stands for."""
    return exposures.clicks + exposures.unclicked * exposures.weights


def thetas_of(examination: Examination, exposures: Exposures) -> Amounts:
    """Return theta [n] of each exposure; 1 for a placement not known, the last one's beyond it."""
    longest = max((len(theta) for theta in examination.values()), default=1)
    table = np.ones((max(len(exposures.places), 1), longest))
    for row, place in enumerate(exposures.places):
        if (theta := examination.get(place)) is not None:
            table[row] = np.pad(theta, (0, longest - len(theta)), mode="edge")
    return table[exposures.place, np.minimum(exposures.position, longest - 1)]


def first_examination(exposures: Exposures) -> Examination:
    """Estimate theta with each promo's own click rate as r, alternating until it stands still."""
    numbers = _promo_numbers(exposures)
    shown = exposed(exposures)
    examination: Examination = {}
    thetas = np.ones(len(exposures))
    for _ in range(MOST_ROUNDS):
        hits = sums_by(numbers, exposures.clicks)
        sizes = sums_by(numbers, shown * thetas)
        rates = (hits / np.maximum(sizes, 1e-9))[numbers]
        examination = examination_of(exposures, rates)
        before, thetas = thetas, thetas_of(examination, exposures)
        if np.abs(thetas - before).max(initial=0.0) < MOVED:
            break
    return examination


def examination_of(exposures: Exposures, rates: Amounts) -> Examination:
    """Return theta by placement, given r [n] of each exposure."""
    hopes = exposed(exposures) * rates
    found = {}
    for number, place in enumerate(exposures.places):
        rows = exposures.place == number
        if rows.any():
            positions = exposures.position[rows]
            hit = sums_by(positions, exposures.clicks[rows])
            hoped = sums_by(positions, hopes[rows])
            found[place] = _curve(hit, hoped)
    return found


def _curve(hit: Amounts, hoped: Amounts) -> NDArray[np.float32]:
    first = (hit[0] + PULL) / (hoped[0] + PULL)
    thetas = [1.0]
    for hits, hopes in zip(hit[1:], hoped[1:], strict=True):
        theta = (hits + PULL * thetas[-1]) / (hopes * first + PULL)
        thetas.append(float(np.clip(theta, LEAST_THETA, 1.0)))
    return np.array(thetas, dtype=np.float32)


def _promo_numbers(exposures: Exposures) -> NDArray[np.int64]:
    """Return one number [n] per promo, whatever its version and day."""
    _, by_code = np.unique(np.array(exposures.promo_ids, dtype=object), return_inverse=True)
    return by_code[exposures.promo].astype(np.int64)

"""How likely each position of a placement is examined, given that it was exposed (theta).

theta_k = clicks at k / sum of r over exposures at k, theta_0 = 1, alternated with r: each promo's
own rate at first, a fitted model's later. A curve for each placement and way of measuring, and one
for each device there.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from training.encoding import Exposures
from training.position_curve import curves, placement_bend
from training.position_sums import place_sums
from training.sums import Amounts, sums_by

Examination = Mapping[str, NDArray[np.float32]]

MOST_ROUNDS = 50
# Theta stands still when none of it moves by more than a hundredth of itself.
MOVED = 0.01


def exposed(exposures: Exposures) -> Amounts:
    """Return how many exposures of the whole log each row stands for."""
    return exposures.clicks + exposures.unclicked * exposures.weights


def thetas_of(examination: Examination, exposures: Exposures) -> Amounts:
    """Return theta [n] of each exposure: its device's, else its placement's, else 1.

    Beyond the last position that is known, the last one's.
    """
    longest = max((len(theta) for theta in examination.values()), default=1)
    table = np.ones((max(len(exposures.cells), 1), longest))
    for row, cell in enumerate(exposures.cells):
        names = (cell.name, cell.whole.name, cell.place)
        for theta in (examination[name] for name in names if name in examination):
            table[row] = np.pad(theta, (0, longest - len(theta)), mode="edge")
            break
    return table[exposures.cell, np.minimum(exposures.position, longest - 1)]


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
        if stands_still(before, thetas):
            break
    return examination


def stands_still(before: Amounts, after: Amounts) -> bool:
    """Tell whether no theta [n] moved by more than a hundredth of itself."""
    return bool((np.abs(after - before) <= MOVED * before).all())


def examination_of(exposures: Exposures, rates: Amounts) -> Examination:
    """Return theta of each placement, of its ways of measuring and their devices, given r [n].

    A placement that is measured in two ways is for others as where it has most clicks.
    """
    found: dict[str, NDArray[np.float32]] = {}
    most: dict[str, float] = {}
    for sums in place_sums(exposures, exposed(exposures) * rates):
        totals = sums.totals()
        thetas = curves(*totals, bend=placement_bend(*totals)).astype(np.float32)
        # The cell of an unknown device bears the name of the whole, and is as the whole.
        names = [*(cell.name for cell in sums.cells), sums.whole.name]
        found |= dict(zip(names, (*thetas[1:], thetas[0]), strict=True))
        clicks, place = float(sums.clicks.sum()), sums.whole.place
        if clicks > most.get(place, -1.0):
            most[place], found[place] = clicks, thetas[0]
    return found


def _promo_numbers(exposures: Exposures) -> NDArray[np.int64]:
    """Return one number [n] per promo, whatever its version and day."""
    _, by_code = np.unique(np.array(exposures.promo_ids, dtype=object), return_inverse=True)
    return by_code[exposures.promo].astype(np.int64)

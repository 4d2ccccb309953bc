"""The 97.5 % point of Student's t, for whole or broken degrees of freedom from 1."""

import numpy as np

from data.reports.name_codes import Real

NORMAL = 1.959963984540054
LOW_DEGREES = np.array([1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0])
LOW_POINTS = np.array([12.7062, 8.028, 6.0167, 4.9488, 4.3027, 3.5747, 3.1824])
"""Below 3 degrees the expansion is no good: exact points, between them by 1 / degrees."""


def t_point(degrees: Real) -> Real:
    """Return the points [n] by Cornish and Fisher's expansion (Abramowitz & Stegun 26.7.5)."""
    safe = np.maximum(degrees, LOW_DEGREES[-1])
    z = NORMAL
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92_160,
    )
    high = z + sum(term / safe ** (power + 1) for power, term in enumerate(terms))
    few = np.maximum(degrees, 1.0)
    low = np.interp(1 / few, 1 / LOW_DEGREES[::-1], LOW_POINTS[::-1])
    points: Real = np.where(degrees < LOW_DEGREES[-1], low, high)
    return points

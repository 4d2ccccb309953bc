"""Sums of amounts by code."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Amounts = NDArray[np.float64]


def sums_by(
    codes: NDArray[np.signedinteger[Any]], amounts: NDArray[Any], *, count: int = 0
) -> Amounts:
    """Return the sum of the amounts [n] of each code: [at least `count`]."""
    return np.bincount(codes, weights=amounts, minlength=count).astype(np.float64)

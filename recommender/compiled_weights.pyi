import numpy as np
from numpy.typing import NDArray

def whole_sums(
    lineup: bytes, candidates: int, kinds: int, groups: int, weights: NDArray[np.float64], /
) -> bytes:
    """Return the sums of weights [candidates], as `whole_weights.plain_sums` lays them."""

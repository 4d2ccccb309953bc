import numpy as np
from numpy.typing import NDArray

from recommender.crossed.cross_weights import Floats, Rows

def learn(
    mean: Floats,
    variance: Floats,
    width: int,
    rows: Rows,
    row_strengths: Floats,
    columns: Rows,
    column_strengths: Floats,
    theta: float,
    is_clicked: bool,
    offset: float = 0.0,
    /,
) -> None:
    """Take in one exposure: change mean and variance [rows, width] in place."""

def scores(
    mean: NDArray[np.float32],
    variance: NDArray[np.float32],
    width: int,
    rows: Rows,
    row_strengths: Floats,
    columns: Rows,
    column_strengths: NDArray[np.float32],
    depth: int,
    promos: Rows,
    found: Floats,
    /,
) -> None:
    """Fill found [2, n] with logits and deviations; columns and their strengths are [N, depth]."""

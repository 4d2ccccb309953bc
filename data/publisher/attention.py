"""How far readers look: which slots come into view, and which of those in view are examined."""

import numpy as np
from numpy.typing import NDArray

from data.publisher.hidden import Floats
from data.publisher.readers import DEVICES
from recommender.domain import Layout, Placement

COLUMNS = {"mobile": 1, "desktop": 4, "tablet": 3}
KEPT_PER_COLUMN = 0.97
KEPT_PER_ROW = {"mobile": 0.94, "desktop": 0.80, "tablet": 0.84}
REACHED = {"mobile": 0.62, "desktop": 0.72, "tablet": 0.66}
REACHED_IN_THE_ARTICLE = 0.86
GOES_ON = {"mobile": 0.95, "desktop": 0.88, "tablet": 0.88}


def examined(placement: Placement) -> Floats:
    """Return the probability that a viewed slot is examined [devices, slots]; slot 0 has 1."""
    return np.array([_examined_on(name, placement) for name in DEVICES])


def viewed(
    placement: Placement, device: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Draw which slots come into view [n, slots]: rows from the first on, as the reader scrolls."""
    native = placement.layout is Layout.NATIVE
    reached = np.array([REACHED_IN_THE_ARTICLE if native else REACHED[name] for name in DEVICES])
    goes_on = np.array([GOES_ON[name] for name in DEVICES])
    rows = np.array([_rows_on(name, placement) for name in DEVICES])[device]
    depth = rng.geometric(1 - goes_on[device])
    depth[rng.random(len(device)) >= reached[device]] = 0
    return np.asarray(rows < depth[:, None])


def _rows_on(device: str, placement: Placement) -> NDArray[np.int64]:
    columns = COLUMNS[device] if placement.layout is Layout.GRID else 1
    return np.arange(placement.slots) // columns


def _examined_on(device: str, placement: Placement) -> Floats:
    columns = COLUMNS[device] if placement.layout is Layout.GRID else 1
    row, column = np.divmod(np.arange(placement.slots), columns)
    return np.asarray(KEPT_PER_ROW[device] ** row * KEPT_PER_COLUMN**column, dtype=np.float64)

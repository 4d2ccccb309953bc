"""How far readers look: which slots come into view, and which of those in view are examined."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.publisher.hidden import Floats
from data.publisher.readers import DEVICES
from recommender.domain import Layout, Placement

KEPT_PER_COLUMN = 0.97
KEPT_PER_ROW = {"mobile": 0.94, "desktop": 0.80, "tablet": 0.84}
GOES_ON = {"mobile": 0.95, "desktop": 0.88, "tablet": 0.88}


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """By device: a grid's columns, and the share of readers who get as far as the placement."""

    columns: Mapping[str, int]
    reached: Mapping[str, float]
    reached_in_the_article: float


SAMPLE_HABITS = Habits(
    columns={"mobile": 1, "desktop": 4, "tablet": 3},
    reached={"mobile": 0.62, "desktop": 0.72, "tablet": 0.66},
    reached_in_the_article=0.86,
)


def examined(placement: Placement, *, habits: Habits = SAMPLE_HABITS) -> Floats:
    """Return the probability that a viewed slot is examined [devices, slots]; slot 0 has 1."""
    return np.array([_examined_on(name, placement, habits) for name in DEVICES])


def viewed(
    placement: Placement,
    device: NDArray[np.int64],
    rng: np.random.Generator,
    *,
    habits: Habits = SAMPLE_HABITS,
) -> NDArray[np.bool_]:
    """Draw which slots come into view [n, slots]: rows from the first on, as the reader scrolls."""
    reached = np.array([_reached_on(name, placement, habits) for name in DEVICES])
    goes_on = np.array([GOES_ON[name] for name in DEVICES])
    rows = np.array([_position_on(name, placement, habits)[0] for name in DEVICES])[device]
    depth = rng.geometric(1 - goes_on[device])
    depth[rng.random(len(device)) >= reached[device]] = 0
    return np.asarray(rows < depth[:, None])


def _reached_on(device: str, placement: Placement, habits: Habits) -> float:
    native = placement.layout is Layout.NATIVE
    return habits.reached_in_the_article if native else habits.reached[device]


def _position_on(
    device: str, placement: Placement, habits: Habits
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return each slot's row and column [slots]."""
    columns = habits.columns[device] if placement.layout is Layout.GRID else 1
    return np.divmod(np.arange(placement.slots), columns)


def _examined_on(device: str, placement: Placement, habits: Habits) -> Floats:
    row, column = _position_on(device, placement, habits)
    return np.asarray(KEPT_PER_ROW[device] ** row * KEPT_PER_COLUMN**column, dtype=np.float64)

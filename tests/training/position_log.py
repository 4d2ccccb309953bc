"""Logs of known theta: by placement, device and what an exposure is, some of it sorted by taste."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.lake.exposure_rows import EXPOSURES
from tests.training.log_builder import FIRST

PROMOS = 24
EXPLORED = 0.3
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Part:
    """Decisions of one placement on one device, measured one way; `thetas` are the truth."""

    placement: str
    device: str
    exposed_by: str
    thetas: Floats
    decisions: int
    control_share: float = 1.0

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells the part's curve from others."""
        return f"daily/{self.placement}", self.device, self.exposed_by


def a_list(slots: int, *, kept: float) -> Floats:
    """Return a list's theta: each position keeps this share of the one above."""
    return kept ** np.arange(slots, dtype=np.float64)


def a_grid(slots: int, *, columns: int, kept: float) -> Floats:
    """Return a grid's theta: falls by row, hardly along a row."""
    row, column = np.divmod(np.arange(slots), columns)
    return np.asarray(kept**row * 0.97**column, dtype=np.float64)


def a_position_log(*parts: Part, seed: int, taste: float = 0.0) -> pa.Table:
    """Return the parts' exposures: control at random, the rest the best first, explored.

    With `taste` each decision has a mood, which the sorting sees and no promo's own rate tells.
    """
    rng = np.random.default_rng(seed)
    pulls = rng.normal(size=PROMOS)
    return pa.concat_tables(
        [_table(part, number, rng, pulls, taste) for number, part in enumerate(parts)]
    )


def _table(
    part: Part, number: int, rng: np.random.Generator, pulls: Floats, taste: float
) -> pa.Table:
    slots, count = len(part.thetas), part.decisions
    rates = 1 / (1 + np.exp(2.2 - 0.4 * pulls - taste * rng.normal(size=(count, PROMOS))))
    control = rng.random(count) < part.control_share
    # A ranker that explores: a Gumbel race is a softmax draw without return.
    liked = np.log(rates) + EXPLORED * rng.gumbel(size=rates.shape)
    order = np.argsort(np.where(control[:, None], rng.random(rates.shape), -liked), axis=1)
    shown = order[:, :slots]
    chances = np.take_along_axis(rates, shown, axis=1) * part.thetas
    clicks = (rng.random(shown.shape) < chances).astype(np.int64).ravel()
    rows = count * slots
    columns: Mapping[str, object] = {
        "decision": np.repeat(np.arange(count), slots) + number * 10**7,
        "decided_at": np.full(rows, FIRST.replace(tzinfo=None), "datetime64[us]"),
        "site": np.full(rows, "daily"),
        "article": np.full(rows, "w0"),
        "article_version": np.ones(rows, np.int64),
        "device": np.full(rows, part.device),
        "arm": np.where(np.repeat(control, slots), "control", "learned"),
        "placement": np.full(rows, part.placement),
        "position": np.tile(np.arange(slots), count),
        "exposed_by": np.full(rows, part.exposed_by),
        "promo": shown.ravel(),
        "clicks": clicks,
        "count": np.ones(rows, np.int64),
        "weight": np.ones(rows),
    }
    arrays = {name: pa.array(columns[name]) for name in columns}
    empty = {name: pa.nulls(rows) for name in EXPOSURES.names if name not in columns}
    return pa.table(arrays | empty).select(EXPOSURES.names).cast(EXPOSURES)

"""What learning online costs where it is paid: an exposure in the keeper, a decision in a worker.

In the catalogue of the stationary world (490 live promos, 12 slots under quotas), the works taking
turns. A decision draws its slots from a table that lies ready, or scores and weighs it anew, as if
a temperature had moved or more was learned, beside one that knows the model alone.
"""

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from data.trial_worlds.stationary import stationary
from tests.bench.online_cost.deciding import Deciding
from tests.bench.online_cost.taught_keeper import TaughtKeeper

SEED = 901
ROUNDS = 9
Work = Callable[[], int]


def run() -> dict[str, Any]:
    """Return microseconds of CPU and wall, median of rounds that take turns."""
    world = stationary(SEED)
    with TemporaryDirectory() as folder:
        keeper = TaughtKeeper(world, Path(folder))
        keeper.take()
        deciding = Deciding(world, keeper.weights, now=keeper.now)
        found: dict[str, list[tuple[float, float]]] = {}
        for _ in range(ROUNDS):
            for name, work in {"an exposure in the keeper": keeper.take, **deciding.works}.items():
                found.setdefault(name, []).append(_spent(work))
    return {name: _figures(spent) for name, spent in found.items()}


def _spent(work: Work) -> tuple[float, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    count = work()
    return (
        (time.process_time() - cpu) / count * 1e6,
        (time.perf_counter() - wall) / count * 1e6,
    )


def _figures(spent: list[tuple[float, float]]) -> dict[str, float]:
    cpu, wall = zip(*spent, strict=True)
    return {
        "cpu_us": median(cpu),
        "least_cpu_us": min(cpu),
        "most_cpu_us": max(cpu),
        "wall_us": median(wall),
    }

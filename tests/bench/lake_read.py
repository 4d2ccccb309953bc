"""How long does it take to read a month's exposures from the lake, the unclicked sampled?

`python -m tests.bench.lake_read 3_000_000` makes a smaller lake. Each share is read by a process of
its own: wall and processor seconds, the most memory it held, and the sums that must be right.
"""

import resource
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from data.lake.exposures import read_exposures
from data.lake.lake_store import Lake
from tests.bench.lake_maker import DAYS, START, make_lake

EXPOSURES = 30_000_000
SHARES = (0.05, 0.15)


def run(*, exposures: int = EXPOSURES) -> dict[str, Any]:
    """Return the figures of each share, and how long the lake took to make."""
    with tempfile.TemporaryDirectory(prefix="chirashi-lake-") as folder:
        url = Path(folder).as_uri()
        started = time.perf_counter()
        make_lake(url, exposures=exposures)
        figures: dict[str, Any] = {"made_s": time.perf_counter() - started}
        size = sum(path.stat().st_size for path in Path(folder).rglob("*.parquet"))
        figures["lake_mb"] = size / 1e6
        for share in SHARES:
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                figures[f"share_{share}"] = pool.submit(_read, url, share).result()
    return figures


def _read(url: str, share: float) -> dict[str, float]:
    until = START + timedelta(days=DAYS)
    started, used = time.perf_counter(), _processor_s()
    table = read_exposures(Lake(url), since=START, until=until, unclicked_share=share)
    wall, cpu = time.perf_counter() - started, _processor_s() - used
    counted = np.dot(table["count"].to_numpy(), table["weight"].to_numpy())
    return {
        "wall_s": wall,
        "processor_s": cpu,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "rows": float(len(table)),
        "clicks": float(np.sum(table["clicks"].to_numpy())),
        "weighted_exposures": float(counted),
    }


def _processor_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    for name, value in run(exposures=int(sys.argv[1]) if sys.argv[1:] else EXPOSURES).items():
        print(f"{name:12} {value}")

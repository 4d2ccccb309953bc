"""How fast are a day's small files merged, and how much memory does it take?

`python -m tests.bench.compaction_rate 1_000_000` merges fewer rows. A day of decisions, slots and
events lies in as many files as the drain writes; one row in a hundred lies there twice. The keeping
runs in a process of its own: rows by processor second, files before and after, the most it held.
"""

import resource
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from data.lake.lake_files import open_files
from data.lake.lake_store import Lake
from data.lake_keeping.lake_keeping import LakeKeeping
from tests.bench.lake_maker import SLOTS, START, VIEW_RATE, visits_of_day

ROWS = 5_000_000
FILES = 1_000
"""Of each table: half an hour of a server with two workers."""
DOUBLED = 100
EVENTS_A_VISIT = SLOTS * (1 + VIEW_RATE)
LATER = START + timedelta(days=3)


def run(*, rows: int = ROWS) -> dict[str, Any]:
    """Return the figures of merging about `rows` rows of three tables, doubles among them."""
    with tempfile.TemporaryDirectory(prefix="chirashi-lake-") as folder:
        url = Path(folder).as_uri()
        written = _make(url, visits=round(rows / (1 + SLOTS + EVENTS_A_VISIT)))
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            figures = pool.submit(_keep, url).result()
        figures |= {"rows": written.total(), "rows_by_table": dict(written)}
        figures["rows_a_processor_second"] = written.total() / figures["processor_s"]
        return figures


def _make(url: str, *, visits: int) -> Counter[str]:
    lake, written = Lake(url), Counter[str]()
    for name, table in visits_of_day(visits, np.random.default_rng(7), day=0).items():
        for at in range(FILES):
            first, end = at * len(table) // FILES, (at + 1) * len(table) // FILES
            part = table.slice(first, end - first)
            part = pa.concat_tables([part, part.slice(0, len(part) // DOUBLED)])
            kind = "e" if name == "events" else "d"
            lake.append(name, part, name=f"{kind}-bench-{at}-{at}")
            written[name] += len(part)
    return written


def _keep(url: str) -> dict[str, Any]:
    keeping = LakeKeeping(open_files(url), keep_days=10_000, keeper="bench")
    keeping.step(LATER, drained_through=LATER)
    wall, used = time.perf_counter(), _processor_s()
    steps, longest = [], 0.0
    started = wall
    while step := keeping.step(LATER, drained_through=LATER):
        steps.append(step)
        started, before = time.perf_counter(), started
        longest = max(longest, started - before)
    merged = [step for step in steps if step.work == "merged"]
    return {
        "wall_s": time.perf_counter() - wall,
        "processor_s": _processor_s() - used,
        "longest_step_s": longest,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "files_before": sum(step.files_before for step in merged),
        "files_after": sum(step.files_after for step in merged),
        "rows_dropped": sum(step.rows_before - step.rows_after for step in merged),
    }


def _processor_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    for name, value in run(rows=int(sys.argv[1]) if sys.argv[1:] else ROWS).items():
        print(f"{name:26} {value}")

"""What does a training cost on 1, 10 and 100 million exposures, from the lake to a screened model?

`python -m tests.bench.training_cost 1_000_000 10_000_000` makes other lakes. The first training
begins at chance, that of the next day at the first's model. Each runs in a process of its own:
wall and processor seconds by step, the most memory held, what was read. Making the largest lake
takes longer than learning from it, and 3 GB of disk.
"""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from data.lake.lake_store import Lake
from data.models.cross_store import CrossStore
from data.models.model_store import ModelStore
from tests.bench.clicked_lake import DAYS, START
from tests.bench.large_lake import make_large_lake
from training.job import train

SIZES = (1_000_000, 10_000_000, 100_000_000)
END = START + timedelta(days=DAYS)


def run(*, sizes: Sequence[int] = SIZES) -> dict[str, Any]:
    """Return the figures of a training on a lake of each size."""
    figures: dict[str, Any] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="chirashi-lake-") as folder:
            url = Path(folder).as_uri()
            started = time.perf_counter()
            make_large_lake(url, exposures=size)
            made = {"lake_made_s": time.perf_counter() - started}
            figures[f"{size:,}"] = made | costs(url)
    return figures


def costs(url: str) -> dict[str, Any]:
    """Return the figures of two trainings on the lake at `url`, a day apart."""
    with tempfile.TemporaryDirectory(prefix="chirashi-models-") as folder:
        days = {"first": END - timedelta(days=1), "a_day_later": END}
        return {name: _apart(url, folder, now) for name, now in days.items()}


def _apart(url: str, models: str, now: datetime) -> dict[str, Any]:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_measured, url, Path(models), now).result()


@dataclass(slots=True)
class _Steps:
    """What each step took: seconds of the wall and of the processor, as progress tells of them."""

    figures: dict[str, float] = field(default_factory=dict)
    rows: float = 0.0
    _since: tuple[str, float, float] = ("", 0.0, 0.0)

    def told(self, step: str, note: str) -> None:
        """Book what passed to the step before."""
        now, used = time.perf_counter(), _processor_s()
        before, wall, processor = self._since
        for name, seconds in (("wall_s", now - wall), ("processor_s", used - processor)):
            if before:
                key = f"{before}_{name}"
                self.figures[key] = self.figures.get(key, 0.0) + seconds
        if step == "refit":
            self.rows = float(note.partition(" ")[0])
        self._since = (step, now, used)


def _measured(url: str, models: Path, now: datetime) -> dict[str, Any]:
    steps = _Steps()
    started, used = time.perf_counter(), _processor_s()
    store, crosses = ModelStore(models / "models"), CrossStore(models / "crosses")
    outcome = train(Lake(url), store, now=now, crosses=crosses, progress=steps.told)
    steps.told("", "")
    settings, card = store.manifest(outcome.version).settings, outcome.scorecard
    return steps.figures | {
        "wall_s": time.perf_counter() - started,
        "processor_s": _processor_s() - used,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "rows_fitted": steps.rows,
        "exposures_judged": card.exposures,
        "log_share": settings["log_share"],
        "unclicked_share": settings["unclicked_share"],
        "epochs": settings["epochs"],
        "warm_start": settings["warm_start"],
        "auc": card.auc,
        "log_loss_below_base_rate": 1 - card.log_loss / card.base_log_loss,
        "serves": outcome.verdict.passed,
    }


def _processor_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    print(json.dumps(run(sizes=[int(size) for size in sys.argv[1:]] or SIZES), indent=2))

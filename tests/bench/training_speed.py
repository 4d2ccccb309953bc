"""How much sooner is a sampled training done than LightFM on every row, at the same log-loss?

`python -m tests.bench.training_speed 3_000_000` makes a smaller lake. Both learn the same features,
width, rate and threads from the days before the last two; the last but one calibrates (and chooses
the peer's best number of epochs), the last judges. Ours counts the reading of the lake; the peer is
timed with its own reading and without. Each side runs in a process of its own.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from data.lake.exposures import read_exposures
from data.lake.lake_store import Lake
from recommender.metrics import log_loss
from recommender.text_topics import TextTopics
from tests.bench.clicked_lake import DAYS, START, make_clicked_lake
from training.calibrate import calibrated
from training.dataset import Dataset, dataset
from training.encoding import Exposures, encoded
from training.fit import Sides, fitted_epochs
from training.fit_settings import FitSettings
from training.position import Examination, first_examination, thetas_of
from training.prediction import logits
from training.sampling_share import shares_to_read
from training.served import served
from training.sums import Amounts
from training.topics import judged_texts, topics_with_wording

EXPOSURES = 30_000_000
STOP_FROM, JUDGE_FROM = START + timedelta(days=DAYS - 2), START + timedelta(days=DAYS - 1)
END = START + timedelta(days=DAYS)
PEER = FitSettings(unclicked_share=1.0, epochs=8)
EVERYTHING = FitSettings()
PATIENCE = 2


def run(*, exposures: int = EXPOSURES) -> dict[str, Any]:
    """Return seconds and log-losses of both, and the ratios of the seconds."""
    with tempfile.TemporaryDirectory(prefix="chirashi-lake-") as folder:
        url = Path(folder).as_uri()
        made = time.perf_counter()
        make_clicked_lake(url, exposures=exposures)
        made = time.perf_counter() - made
        shares = shares_to_read(Lake(url), START, END)
        sampled = replace(PEER, unclicked_share=shares.unclicked, log_share=shares.log)
        ours, peer = (_apart(settings, url) for settings in (sampled, PEER))
    figures: dict[str, Any] = {"lake_made_s": made, "ours": ours, "peer": peer}
    figures["unclicked_share"] = sampled.unclicked_share
    for clock in ("wall_s", "processor_s"):
        whole = ours[f"read_{clock}"] + ours[f"fit_{clock}"]
        figures[f"faster_{clock}"] = (peer[f"read_{clock}"] + peer[f"fit_{clock}"]) / whole
        figures[f"faster_than_peer_fit_alone_{clock}"] = peer[f"fit_{clock}"] / whole
    figures["log_loss_worse_by"] = ours["log_loss"] / peer["log_loss"] - 1
    return figures


def _apart(settings: FitSettings, url: str) -> dict[str, float]:
    """Train and judge in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_measured, url, settings).result()


def _measured(url: str, settings: FitSettings) -> dict[str, float]:
    lake, figures = Lake(url), dict[str, float]()
    with _timed(figures, "read"):
        ready = _Ready.read(lake, settings)
    days = [_read(lake, *day) for day in ((STOP_FROM, JUDGE_FROM), (JUDGE_FROM, END))]
    epochs = fitted_epochs(ready.data, settings)
    best = np.inf
    spent: dict[str, float] = {}
    for epoch in range(1, settings.epochs + 1):
        with _timed(spent, "fit"):
            sides = next(epochs)
        stop_loss, loss = ready.losses(sides, *days, settings=settings)
        figures[f"log_loss_epoch_{epoch}"] = loss
        if stop_loss < best:
            best = stop_loss
            figures |= spent | {"epochs": float(epoch), "log_loss": loss}
        elif epoch - figures["epochs"] >= PATIENCE:
            break
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return figures | {"rows": float(len(ready.data.signs)), "peak_mb": peak}


@dataclass(frozen=True, slots=True)
class _Ready:
    """What a fit needs, read from the lake."""

    data: Dataset
    topics: TextTopics
    examination: Examination

    @classmethod
    def read(cls, lake: Lake, settings: FitSettings) -> "_Ready":
        """Read the days to learn from, as `training.job` does."""
        exposures = _read(lake, START, STOP_FROM, settings)
        examination = first_examination(exposures)
        thetas = thetas_of(examination, exposures)
        topics, judged = topics_with_wording(exposures, thetas, settings=settings)
        data = dataset(exposures, thetas, judged=judged, settings=settings)
        return cls(data, topics, examination)

    def losses(
        self, sides: Sides, stop: Exposures, judge: Exposures, *, settings: FitSettings
    ) -> tuple[float, float]:
        """Calibrate on `stop`; return the log-loss there and on `judge`."""
        found, thetas = zip(*(self._seen(sides, day) for day in (stop, judge)), strict=True)
        counts = [{"clicks": day.clicks, "unclicked": day.unclicked} for day in (stop, judge)]
        share = float(np.log(settings.unclicked_share))
        scale = calibrated(found[0], thetas=thetas[0], log_share=share, **counts[0])
        stop_loss, loss = (
            log_loss(theta * scale.rates(found_of_day), **count)
            for theta, found_of_day, count in zip(thetas, found, counts, strict=True)
        )
        return stop_loss, loss

    def _seen(self, sides: Sides, day: Exposures) -> tuple[Amounts, Amounts]:
        judged = judged_texts(self.topics, day)
        return logits(sides, judged, day), thetas_of(self.examination, day)


def _read(
    lake: Lake, since: datetime, until: datetime, settings: FitSettings = EVERYTHING
) -> Exposures:
    shares = {"unclicked_share": settings.unclicked_share, "log_share": settings.log_share}
    table = read_exposures(lake, since=since, until=until, **shares)
    return encoded(table, served(lake, table))


@contextmanager
def _timed(figures: dict[str, float], name: str) -> Iterator[None]:
    """Add the wall and processor seconds of the block to the figures."""
    wall, used = time.perf_counter(), time.process_time()
    yield
    for clock, since, now in (
        ("wall_s", wall, time.perf_counter()),
        ("processor_s", used, time.process_time()),
    ):
        figures[f"{name}_{clock}"] = figures.get(f"{name}_{clock}", 0.0) + now - since


if __name__ == "__main__":
    for name, value in run(exposures=int(sys.argv[1]) if sys.argv[1:] else EXPOSURES).items():
        print(f"{name:40} {value}")

"""The demo left with its readers: does a model retrained on what they did beat the first one?

`chirashi demo --readers` in a home of its own, as anybody starts it, for MINUTES. Told twice: what
its readers were served, by model (readers and hour differ from model to model), and every model
that served drawing the pages of the same visits, paired. Both by the known rates. The chart goes to
`bench-results/demo_learns.svg`.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from api.commands.demo_readers import CHART, RECORD
from api.visiting.known_rates import Worth
from api.visiting.learning_chart import ARM, stretches, worth_of
from data.models.model_store import ModelStore
from data.publisher.sample_home import SEED, SampleHome
from data.publisher.sample_world import SampleWorld
from data.worlds.world import Floats, Visits, midnight
from tests.bench.server_process import ROOT, free_port
from tests.world_policies import clicks_a_view, served_clicks_a_view, truth

MINUTES = 10.0
JUDGED_VISITS = 1_500
READY_WITHIN_SECONDS = 300.0
LEAST_PAGES = 100
RESULTS = Path("bench-results")


def run() -> dict[str, Any]:
    """Leave the demo with its readers; return what its models served were worth."""
    with TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        told = _left_alone(home)
        RESULTS.mkdir(exist_ok=True)
        shutil.copy(home / CHART, RESULTS / "demo_learns.svg")
        shutil.copy(home / RECORD, RESULTS / "demo_learns.ndjson")
        lines = [line for line in told.splitlines() if line.startswith(("Retrained", "Training"))]
        served = _served(home / RECORD)
        return {
            "minutes": MINUTES,
            "trainings": lines,
            "served": {model: _figures(worth) for model, worth in served.items()},
            "on_the_same_visits": _paired(home, [model for model in served if model]),
        }


def _left_alone(home: Path) -> str:
    """Run the demo for MINUTES from its first reader on; return what it printed."""
    command = [sys.executable, "-m", "api.command_line", "demo", "--readers"]
    settings = {"CHIRASHI_HOME": str(home), "CHIRASHI_PORT": str(free_port())}

    log = home.parent / "demo.log"
    with log.open("w") as written:
        demo = subprocess.Popen(
            command,
            env={**os.environ, **settings, "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            stdout=written,
            stderr=subprocess.STDOUT,
        )
        try:
            until = time.monotonic() + READY_WITHIN_SECONDS
            while not (home / RECORD).exists() and time.monotonic() < until:
                time.sleep(1)
            with suppress(subprocess.TimeoutExpired):
                demo.wait(60 * MINUTES)
        finally:
            demo.send_signal(signal.SIGINT)
            demo.wait(60)
    return log.read_text()


def _served(record: Path) -> dict[str, Worth]:
    """Return what the learned arm's pages were worth, by model in order of service."""
    found: dict[str, Worth] = {}
    for told in stretches(record):
        for one in told["served"]:
            if one["arm"] == ARM:
                found.setdefault(one["model"], Worth()).join(worth_of(one))
    return {model: worth for model, worth in found.items() if worth.pages >= LEAST_PAGES}


def _figures(worth: Worth) -> Mapping[str, float]:
    return {
        "pages": worth.pages,
        "clicks_a_view": worth.mean,
        "plus_minus": 1.96 * worth.error,
    }


def _paired(home: Path, models: list[str]) -> dict[str, Mapping[str, float]]:
    """Return each model's expected clicks on the same visits, and its gain over the first."""
    now = datetime.now(UTC)
    world = SampleWorld(SampleHome(home, now=now).catalogue(), seed=SEED)
    visits = _visits_around(world, now)
    store = ModelStore(home / "models")
    drawn = {
        model: served_clicks_a_view(world, visits, store.load(model), now=now) for model in models
    }
    first = next(iter(drawn.values()))
    figures = {model: _over(clicks, first) for model, clicks in drawn.items()}
    figures["random"] = _over(clicks_a_view(world, visits, None), first)
    figures["best possible"] = _over(clicks_a_view(world, visits, truth(world)), first)
    return figures


def _visits_around(world: SampleWorld, now: datetime) -> Visits:
    """Return visits of the hours about now that nobody made yet."""
    rng = np.random.default_rng([SEED, 3])
    visits = world.visits(midnight(now), count=24 * JUDGED_VISITS, rng=rng)
    nearness = np.abs(visits.at_ms - round(now.timestamp() * 1000))
    hour = timedelta(hours=1).total_seconds() * 1000
    return visits.chosen(rng.permutation(np.flatnonzero(nearness < hour))[:JUDGED_VISITS])


def _over(clicks: Floats, first: Floats) -> Mapping[str, float]:
    difference = clicks - first
    error = float(difference.std() / np.sqrt(len(difference)))
    return {
        "clicks_a_view": float(clicks.mean()),
        "over_the_first": float(difference.mean()),
        "over_the_first_plus_minus": 1.96 * error,
        "relative_gain": float(difference.mean() / first.mean()),
    }

"""The loop closed through a real server: what readers do trains the model that serves them next."""

import os
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from api.visiting.crowd import Crowd
from data.lake.engine import fetch
from data.lake.exposures import read_exposures
from data.lake.lake_store import Lake
from data.models.model_store import ModelStore
from data.operational.catalogue import open_catalogue
from data.publisher.filling import fill
from data.publisher.sample_world import SITE
from data.publisher.synthetic_log import write_log
from data.worlds.world import midnight
from tests.api.patience import wait_for
from tests.api.running_server import a_running_server, command_of, environment_of
from tests.data.publisher.small_publisher import a_small_catalogue, a_small_world

VISITS = 200
WORLD = a_small_world()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home of the small publisher, with a day of its former ranker's log.

    The base rate is then beaten by 0.016 of log-loss and more, with an interval of ± 0.006.
    """
    home = tmp_path / "home"
    home.mkdir()
    fill(open_catalogue(f"sqlite:///{home / 'chirashi.db'}"), a_small_catalogue())
    now = datetime.now(UTC)
    list(write_log(lake_of(home), WORLD, now=now, seed=5, days=1, views_a_day=5_000))
    return home


def lake_of(home: Path) -> Lake:
    return Lake((home / "lake").as_uri())


def visit(port: int) -> Crowd:
    """Let readers visit until all did, and everything they did is acknowledged."""
    crowd = Crowd(WORLD, f"http://127.0.0.1:{port}", rate=100, seed=1, most=VISITS)
    crowd.start()
    while not crowd.is_over():
        time.sleep(0.05)
    crowd.stop()
    assert len(crowd.untold) == 0
    return crowd


def views_in(lake: Lake, since: datetime) -> int:
    events = lake.read("events", since=since.date())
    live = events.filter(events.event == "view", events.way == "script", events.invalid.isnull())
    return int(fetch(live["count"].sum().fill_null(0)).as_py())


def asked(running: Any) -> Any:
    return running.get(f"/v1/slots?site={SITE}&article=food/1&placement=footer&mode=per_view")


def test_a_model_trained_on_what_readers_did_serves_without_a_restart(home: Path) -> None:
    today = midnight(datetime.now(UTC))
    with a_running_server(home, workers=2) as running:
        assert asked(running)["model"] is None
        crowd = visit(running.port)
        told = crowd.untold.acknowledged["view"]
        wait_for(lambda: views_in(lake_of(home), today) == told, "every view in the lake")
        trained = subprocess.run(
            command_of("train"), env=environment_of(home), capture_output=True, text=True
        )
        version = ModelStore(home / "models").live()
        assert f"{version} serves from now on" in trained.stdout, trained.stderr
        wait_for(lambda: asked(running)["model"] == version, "the new model in an answer")
        os.kill(running.process.pid, 0)
    manifest = ModelStore(home / "models").manifest(str(version))
    assert datetime.fromisoformat(manifest.window["refitted_through"]) > today
    assert datetime.fromisoformat(manifest.window["fit_from"]) < today


def test_live_exposures_bear_arm_device_and_exact_propensities(home: Path) -> None:
    began = datetime.now(UTC)
    with a_running_server(home, workers=1) as running:
        crowd = visit(running.port)
    # A server that was asked to stop has drained what it acknowledged.
    lake = lake_of(home)
    assert views_in(lake, began) == crowd.untold.acknowledged["view"]
    table = read_exposures(lake, since=began, until=datetime.now(UTC))
    rows = table.to_pylist()
    assert {row["arm"] for row in rows} <= {"learned", "control", "baseline"}
    assert all(0 < row["propensity"] <= 1 for row in rows)
    assert {row["device"] for row in rows} == {"mobile", "desktop", "tablet"}
    assert {row["exposed_by"] for row in rows} == {"view", "impression"}
    assert all(row["article_version"] == 1 and row["promo_version"] == 1 for row in rows)

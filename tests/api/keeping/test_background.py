"""A part of the keeper that dies ends the keeper, its trace in the log, and not as if by will."""

import logging
import subprocess
import sys
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from api.keeping.background import beside
from api.keeping.home_keeping import keep
from api.keeping.inbox_drain import drain_until
from api.settings import serve_settings
from data.draining.drain_state import read_drain_state
from data.draining.drainer import Drainer
from data.draining.recent_decisions import RecentDecisions
from recommender.errors import Invalid, Unavailable
from tests.api.running_server import ROOT, environment_of
from tests.api.served_home import a_served_home

KEEPER = """
import os
from api.supervisor import run_keeper
from data.draining.drainer import Drainer

def broken(*_, **__):
    raise RuntimeError("nobody foresaw this")

Drainer.run = broken
run_keeper(os.getppid())
"""


def test_work_that_fails_stops_what_it_stands_beside(caplog: pytest.LogCaptureFixture) -> None:
    stop = Event()

    def fails() -> None:
        raise RuntimeError("nobody foresaw this")

    with (
        caplog.at_level(logging.ERROR),
        pytest.raises(Unavailable, match="nobody foresaw this"),
        beside(fails, name="work", stop=stop),
    ):
        assert stop.wait(20)
    assert "Traceback" in caplog.text


def test_a_keeper_whose_drain_dies_does_not_go_on_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("nobody foresaw this")

    monkeypatch.setattr(Drainer, "run", broken)
    home = a_served_home(tmp_path)
    with pytest.raises(Unavailable, match="drain failed: RuntimeError"):
        keep(serve_settings(home.values), stop=Event())


def test_its_process_ends_with_a_failure_so_that_it_is_started_anew(tmp_path: Path) -> None:
    a_served_home(tmp_path).catalogue.close()
    done = subprocess.run(
        (sys.executable, "-c", KEEPER),
        env=environment_of(tmp_path),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "nobody foresaw this" in done.stderr + done.stdout
    assert "drain failed" in done.stderr + done.stdout


def test_a_lake_that_cannot_be_opened_is_told_where_the_doctor_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refusing(*_: Any, **__: Any) -> None:
        raise Invalid("the lake's URL cannot be used")

    monkeypatch.setattr("api.keeping.lake_work.lake_work", refusing)
    stop = Event()
    stop.set()
    settings = serve_settings(a_served_home(tmp_path).values)
    drain_until(settings, stop, recent=RecentDecisions())
    state = read_drain_state(tmp_path / "snapshots")
    assert state is not None
    assert state.problems == ("the inboxes are not drained: the lake's URL cannot be used",)
    assert "the lake's URL cannot be used" in caplog.text

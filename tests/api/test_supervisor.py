"""`chirashi serve` for real: what dies is started anew, what is lost keeps no page empty."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from tests.api.patience import PATIENCE_SECONDS, wait_for
from tests.api.served_home import SECRET, a_served_home
from tests.builders import a_promo

ROOT = Path(__file__).resolve().parents[2]
QUERY = "/v1/slots?site=daily&article=x&placement=footer"


@dataclass(frozen=True)
class Running:
    """A running server and its home."""

    process: "subprocess.Popen[bytes]"
    port: int
    home: Path

    def get(self, path: str) -> Any:
        with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as response:
            return json.loads(response.read())

    def ready(self) -> Any:
        return self.get("/readyz")

    def is_filled(self) -> bool:
        return len(self.get(QUERY)["placements"]["footer"]["slots"]) == 4

    def keeper(self) -> int:
        """Return the process that holds the keeper's lock file open."""
        lock = str(self.home / "snapshots" / "keeper.lock")
        for folder in Path("/proc").glob("[0-9]*/fd/*"):
            try:
                if os.readlink(folder) == lock:
                    return int(folder.parts[2])
            except OSError:
                continue
        return 0


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    home = tmp_path_factory.mktemp("home")
    a_served_home(home)
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    values = {"CHIRASHI_HOME": str(home), "CHIRASHI_PORT": str(port), "CHIRASHI_SECRETS": SECRET}
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **values}
    command = [sys.executable, "-m", "api.command_line", "serve", "--workers", "2"]
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        started = Running(process, port, home)
        wait_for(lambda: started.ready()["status"] == "ready", "ready")
        wait_for(started.keeper, "a keeper")
        yield started
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def test_a_killed_keeper_is_started_anew_and_goes_on_publishing(running: Running) -> None:
    first = running.keeper()
    os.kill(first, signal.SIGKILL)
    assert running.is_filled()
    wait_for(lambda: running.keeper() not in (0, first), "another keeper")
    before = running.ready()["catalogue_version"]
    a_served_home(running.home).catalogue.promos.put(a_promo(id="after-the-kill"))
    wait_for(lambda: running.ready()["catalogue_version"] > before, "the change served")


def test_a_snapshot_cut_short_is_mended_and_pages_stay_filled(running: Running) -> None:
    snapshots = running.home / "snapshots"
    number = int((snapshots / "current").read_text())
    (snapshots / f"{number}.json").write_text("{")
    wait_for(lambda: running.ready()["snapshot"] > number, "a whole snapshot")
    assert running.is_filled()


def test_without_its_database_the_last_snapshot_serves_and_the_keeper_says_so(
    running: Running,
) -> None:
    for path in running.home.glob("chirashi.db*"):
        path.unlink()
    wait_for(lambda: "missing" in str(running.ready()["keeper"]["problem"]), "the problem told")
    assert running.is_filled()


def test_ends_cleanly_when_asked_to(running: Running) -> None:
    keeper = running.keeper()
    running.process.terminate()
    assert running.process.wait(timeout=PATIENCE_SECONDS) == 0
    assert not Path(f"/proc/{keeper}").exists()

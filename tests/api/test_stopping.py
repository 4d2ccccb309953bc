"""A server that is told to stop: it refuses what comes, and loses nothing that it acknowledged."""

import json
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import pytest

from data.draining.drain_state import read_drain_state
from data.lake.lake_store import Lake
from tests.api.patience import PATIENCE_SECONDS, wait_for
from tests.api.running_server import Running, a_running_server
from tests.api.served_home import a_served_home

ASK = {"site": "daily", "article": "x", "placements": [{"id": "footer"}]}
Key = tuple[str, int]


@dataclass
class Readers:
    """Threads that ask for pages and tell of every slot, until nobody answers any more."""

    port: int
    acknowledged: set[Key] = field(default_factory=set)
    told: set[Key] = field(default_factory=set)

    def run(self) -> None:
        door = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            while True:
                answer = self.post(door, "/v1/slots", ASK)
                slots = answer["placements"]["footer"]["slots"]
                keys = {(answer["decision"], slot["position"]) for slot in slots}
                events = [{"token": slot["token"], "event": "impression"} for slot in slots]
                self.told |= keys
                self.post(door, "/v1/events", events)
                self.acknowledged |= keys
        except (OSError, HTTPException):
            return
        finally:
            door.close()

    def post(self, door: HTTPConnection, path: str, content: Any) -> Any:
        door.request("POST", path, json.dumps(content), {"Content-Type": "application/json"})
        answer = door.getresponse()
        body = answer.read()
        if answer.status not in (200, 202):
            raise OSError(answer.status)
        return json.loads(body)


@contextmanager
def reading(port: int) -> Iterator[Readers]:
    readers = Readers(port)
    threads = [threading.Thread(target=readers.run) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        yield readers
    finally:
        for thread in threads:
            thread.join()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    home = tmp_path / "home"
    home.mkdir()
    a_served_home(home).catalogue.close()
    with a_running_server(home, workers=2) as started:
        wait_for(started.keeper, "a keeper")
        yield started


def children_of(process: int) -> list[int]:
    """Return the processes that a process has started and that live."""
    found = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for file in found for child in file.read_text().split()]


def is_refused(port: int) -> bool:
    try:
        HTTPConnection("127.0.0.1", port, timeout=2).connect()
    except ConnectionRefusedError:
        return True
    return False


def test_what_was_acknowledged_is_in_the_lake_when_the_server_has_ended(running: Running) -> None:
    with reading(running.port) as readers:
        wait_for(lambda: len(readers.acknowledged) > 200, "events acknowledged")
        running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(timeout=PATIENCE_SECONDS) == 0
    assert is_refused(running.port)
    events = Lake(f"file://{running.home / 'lake'}").read("events").to_pyarrow().to_pylist()
    counted = [(row["decision"], row["position"]) for row in events]
    assert len(counted) == len(set(counted))
    assert readers.acknowledged <= set(counted) <= readers.told
    assert list((running.home / "inboxes").glob("*.inbox")) == []
    state = read_drain_state(running.home / "snapshots")
    assert state is not None
    assert state.lag_seconds(state.at_ms) == 0


def test_no_process_outlives_a_server_that_was_killed(running: Running) -> None:
    processes = children_of(running.process.pid)
    assert len(processes) >= 3
    os.kill(running.process.pid, signal.SIGKILL)
    wait_for(lambda: not any(map(is_running, processes)), "the end of its processes")
    assert is_refused(running.port)


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"

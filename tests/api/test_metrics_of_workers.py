"""The figures of a running server are those of all its workers, and outlive them."""

import os
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.api.metrics.test_exposition import line, parsed
from tests.api.patience import wait_for
from tests.api.running_server import QUERY, Running, a_running_server
from tests.api.served_home import a_served_home


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    home = tmp_path_factory.mktemp("home")
    a_served_home(home)
    with a_running_server(home, workers=2) as started:
        yield started


def figure(running: Running, name: str, **labels: str) -> float:
    with urlopen(f"http://127.0.0.1:{running.port}/metrics", timeout=30) as response:
        return parsed(response.read().decode()).get(line(name, **labels), 0.0)


def has_asked(running: Running, count: int) -> bool:
    return figure(running, "requests_total", door="/v1/slots", status="2xx") == count


def workers_of(running: Running) -> list[int]:
    """Return the processes that listen: all children of the server but its keeper."""
    children = Path(f"/proc/{running.process.pid}/task").glob("*/children")
    found = [int(child) for file in children for child in file.read_text().split()]
    commands = {child: Path(f"/proc/{child}/cmdline").read_bytes() for child in found}
    return [
        child
        for child, command in commands.items()
        if b"spawn_main" in command and child != running.keeper()
    ]


def kill_one(running: Running) -> None:
    """Kill a worker, and wait until it is gone and another is there."""
    victim = workers_of(running)[0]
    os.kill(victim, signal.SIGKILL)
    wait_for(lambda: victim not in workers_of(running), "the worker's end")
    wait_for(lambda: figure(running, "workers") == 2, "another worker")


def test_every_worker_s_requests_are_counted_and_a_death_takes_none_back(running: Running) -> None:
    wait_for(lambda: figure(running, "workers") == 2, "both workers told of")
    for asked in (20, 40):
        for _ in range(20):
            running.get(QUERY)
        # What a worker counts in its last second before it is killed may be lost, no more.
        wait_for(partial(has_asked, running, asked), f"{asked} requests counted")
        kill_one(running)
        assert has_asked(running, asked)


def test_the_keeper_is_told_of(running: Running) -> None:
    wait_for(running.keeper, "a keeper")
    assert figure(running, "keeper_last_look_timestamp_seconds") > 0
    assert figure(running, "keeper_problem") == 0

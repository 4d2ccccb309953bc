"""`chirashi serve` for real: what dies is started anew, what is lost keeps no page empty."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.supervisor import next_pause_seconds
from tests.api.patience import PATIENCE_SECONDS, wait_for
from tests.api.running_server import Running, a_running_server
from tests.api.served_home import a_served_home
from tests.builders import a_promo


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    home = tmp_path_factory.mktemp("home")
    a_served_home(home)
    with a_running_server(home, workers=2) as started:
        wait_for(started.keeper, "a keeper")
        yield started


def workers_of(running: Running) -> set[int]:
    """Return the processes that hold a file of counts open: the workers."""
    found = set()
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            target = os.readlink(link)
        except OSError:
            continue
        if target.endswith(".counts") and target.startswith(str(running.home)):
            found.add(int(link.parts[2]))
    return found


def test_a_worker_that_dies_is_told_with_its_end_and_started_anew(running: Running) -> None:
    wait_for(lambda: len(workers_of(running)) == 2, "both workers")
    killed = min(workers_of(running))
    os.kill(killed, signal.SIGKILL)
    # "… it did not answer", too, if it was asked in that very moment.
    line = f"worker {killed} ended (killed by SIGKILL"
    wait_for(lambda: line in running.log.read_text(), "the log line")
    wait_for(lambda: len(workers_of(running) - {killed}) == 2, "another worker")


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
    wait_for(lambda: "missing" in running.problem(), "the problem told")
    assert running.is_filled()


def test_ends_cleanly_when_asked_to(running: Running) -> None:
    keeper = running.keeper()
    running.process.terminate()
    assert running.process.wait(timeout=PATIENCE_SECONDS) == 0
    assert not Path(f"/proc/{keeper}").exists()


def test_a_keeper_that_dies_again_and_again_is_given_ever_longer_pauses() -> None:
    pauses = [0.0]
    for _ in range(10):
        pauses.append(next_pause_seconds(pauses[-1], lived_seconds=1))
    assert pauses[1:4] == [0.5, 1, 2]
    assert pauses[-2:] == [30, 30]
    assert next_pause_seconds(30, lived_seconds=3_600) == 0.5

"""Kill -9 of workers, keeper and both at random moments under load.

The lake is held against a ledger, and what was learned against what the lake gives when it is
learned again without interruption.
"""

import functools
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any
from urllib.request import urlopen

from api.supervisor import ONE_THREAD
from api.tokens.slot_tokens import SigningKeys
from data.draining.drain_state import read_drain_state
from data.inbox.inbox_reading import inboxes
from data.lake.lake_store import Lake
from tests.api.running_server import free_port
from tests.api.served_home import SECRET, a_learned_home
from tests.bench.event_ledger import FAULTS, EventLedger, compared
from tests.bench.learned_again import learned_again
from tests.bench.reader_load import ReaderLoad

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("CHIRASHI_BENCH_KILLS", "200"))
WORKERS = 2
READERS = 3
SEED = 20261124
TARGETS = ("worker", "keeper", "both")
DRAINING_SHARE = 0.6
PATIENCE_SECONDS = 300.0
KEEPER = "import os; from api.supervisor import run_keeper; run_keeper(os.getppid())"


class Processes:
    """Workers and a keeper of one home, each a process that is started anew when it was killed.

    Started at once, unlike by `chirashi serve`, which waits longer and longer: more is killed.
    """

    def __init__(self, home: Path, *, workers: int) -> None:
        values = {"CHIRASHI_HOME": str(home), "CHIRASHI_SECRETS": SECRET}
        more = {"CHIRASHI_DRAIN_SECONDS": "1", "CHIRASHI_EVENT_LIMIT": "1000000 per hour"}
        more["CHIRASHI_CLICK_LIMIT"] = "1000000 per hour"
        self._environment = {**os.environ, **ONE_THREAD, "PYTHONPATH": str(ROOT), **values, **more}
        self._log = (home.parent / "processes.log").open("ab")
        self.ports = [free_port() for _ in range(workers)]
        self._running = {port: self._worker(port) for port in self.ports}
        self._home = home
        self._start_keeper()

    def kill(self, target: str, rng: Random) -> None:
        """Kill a worker, the keeper or all of them, and start them again."""
        killed = []
        if target != "keeper":
            port = rng.choice(self.ports)
            killed.append(self._running[port])
        if target != "worker":
            killed.append(self._keeper)
        for process in killed:
            process.send_signal(signal.SIGKILL)
        for process in killed:
            process.wait()
        if target != "keeper":
            self._running[port] = self._worker(port)
        if target != "worker":
            self._start_keeper()

    def _start_keeper(self) -> None:
        self._keeper_since_ms = time.time_ns() // 1_000_000
        self._keeper = self._started([sys.executable, "-c", KEEPER])

    def end(self) -> None:
        """End the workers and then the keeper, as a server that is stopped does."""
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            process.wait(60)
        _wait(
            lambda: not inboxes(self._home / "inboxes"), "the inboxes drained", 2 * PATIENCE_SECONDS
        )
        self._keeper.terminate()
        self._keeper.wait(600)
        self._log.close()

    def wait_for_doors(self) -> None:
        """Return as soon as every worker answers."""
        for port in self.ports:
            _wait(functools.partial(_answers, port), "a worker back", PATIENCE_SECONDS)

    def wait_for_drain(self) -> None:
        """Return as soon as the keeper that runs now has drained once."""
        folder, since = self._home / "snapshots", self._keeper_since_ms

        def has_drained() -> bool:
            state = read_drain_state(folder)
            return state is not None and state.at_ms > since

        _wait(has_drained, "drained", PATIENCE_SECONDS)

    def _worker(self, port: int) -> "subprocess.Popen[bytes]":
        arguments = ["-m", "uvicorn", "api.app:create_app", "--factory", "--port", str(port)]
        return self._started([sys.executable, *arguments, "--no-access-log"])

    def _started(self, command: list[str]) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            command, env=self._environment, cwd=ROOT, stdout=self._log, stderr=self._log
        )


def killed_under_load(folder: Path, *, kills: int, readers: int, seed: int) -> dict[str, Any]:
    """Kill so often, and return what the lake holds against what was acknowledged."""
    home = folder / "home"
    home.mkdir()
    a_learned_home(home).catalogue.close()
    ledger, rng = EventLedger(SigningKeys([SECRET])), Random(seed)
    killed: Counter[str] = Counter()
    with _processes(home) as processes:
        load = ReaderLoad(lambda: processes.ports, ledger, readers=readers, seed=seed)
        load.start()
        try:
            for at in range(kills):
                processes.wait_for_doors()
                if rng.random() < DRAINING_SHARE:
                    # Else most keepers would die before they begin to drain.
                    processes.wait_for_drain()
                time.sleep(rng.uniform(0, 2))
                target = TARGETS[at % len(TARGETS)]
                processes.kill(target, rng)
                killed[target] += 1
            processes.wait_for_doors()
        finally:
            load.stop()
    return _figures(home, ledger, killed)


@contextmanager
def _processes(home: Path) -> Iterator[Processes]:
    processes = Processes(home, workers=WORKERS)
    try:
        processes.wait_for_doors()
        yield processes
    finally:
        processes.end()


def _figures(home: Path, ledger: EventLedger, killed: Mapping[str, int]) -> dict[str, Any]:
    state = read_drain_state(home / "snapshots")
    figures: dict[str, Any] = {"killed": dict(killed)}
    figures |= compared(ledger, Lake(f"file://{home / 'lake'}"))
    figures["inboxes_left"] = len(inboxes(home / "inboxes"))
    figures["decisions_answered"] = len({key[0] for key in ledger.slots})
    figures["drained"] = dict(state.counts) if state else {}
    figures["problems"] = list(state.problems) if state else ["no state"]
    figures["requests_broken"] = dict(ledger.told)
    figures |= learned_again(home)
    others = figures["inboxes_left"] + figures["learned_otherwise"]
    figures["faults"] = sum(figures[name] for name in FAULTS) + others
    return figures


def run() -> dict[str, Any]:
    """Kill two hundred times and return the figures; all of FAULTS must be 0."""
    with tempfile.TemporaryDirectory(prefix="chirashi-kills-") as folder:
        started = time.monotonic()
        figures = killed_under_load(Path(folder), kills=KILLS, readers=READERS, seed=SEED)
        return figures | {"minutes": (time.monotonic() - started) / 60, "workers": WORKERS}


def _wait(holds: Callable[[], bool], what: str, seconds: float) -> None:
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            raise TimeoutError(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.05)


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False

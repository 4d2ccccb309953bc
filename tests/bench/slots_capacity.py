"""What slots cost: against a bare FastAPI route, and at 100,000 promos against 1,000.

Every server is one uvicorn worker (uvloop, httptools; ours with its patience, as it is served).
Rounds alternate between the servers, so that what else the machine does falls on all alike; CPU is
the worker's own, from /proc. While a server is under load, a promo of its catalogue changes and a
snapshot comes every 2 seconds; with `online`, so does what was learned, beside half of the model.
Workers start cold, and each pair of article and reader class costs its tables when it is first
asked for: that is in the ratio of the sizes and in the capacity `from_cold`, of the first `ROUNDS`
rounds. A minute later the keeper has found the placements' temperatures, and each costs them once
more. Capacity itself is what a server sustains: `ROUNDS` more, once all that is drawn was asked at
those.
"""

import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from api.settings import serve_settings
from api.snapshots.snapshot_form import temperatures_of
from data.operational.catalogue import Catalogue
from data.snapshot_store import SnapshotStore
from tests.bench.busy_catalogue import fill_busy_home
from tests.bench.paced_load import paced_latencies
from tests.bench.server_process import Server, a_keeper, a_server
from tests.bench.taught_servers import TaughtHome
from tests.bench.wrk_load import DRAWN, Round, Wrk, zipf_paths

ROUND_SECONDS = 5
ROUNDS = 8
MOST_ROUNDS = 40
SIZES = (1_000, 100_000)
ONLINE = "slots_1k_online"
CHANGE_EVERY_SECONDS = 2.0
PACED_RATE = 200.0
PACED_SECONDS = 5.0
PACED_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Busy:
    """A catalogue that changes, and what is learned online meanwhile."""

    catalogue: Catalogue
    store: SnapshotStore
    taught: TaughtHome | None = None

    @property
    def is_settled(self) -> bool:
        """Whether the placements' temperatures were found."""
        newest = self.store.newest_whole()
        return newest is not None and bool(temperatures_of(self.store.read(newest).facts))

    def change(self) -> None:
        """Change one promo, the next each time, and learn more."""
        number = int(self.catalogue.version()) % SIZES[0] + 1
        kept = self.catalogue.promo_by_number(number)
        self.catalogue.promos.put(replace(kept.value, title=f"{kept.value.title} {number}"))
        if self.taught is not None:
            self.taught.teach()


def run() -> dict[str, Any]:
    """Measure and return the ratios with the figures behind them."""
    with tempfile.TemporaryDirectory(prefix="chirashi-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        paths = zipf_paths(np.random.default_rng(11))
        homes = [_home(folder / str(size), promos=size) for size in SIZES]
        taught = _home(folder / "taught", promos=SIZES[0])
        teaching = TaughtHome(folder / "taught", taught[1])
        small, large, online = (stack.enter_context(_serving(home)) for home in (*homes, taught))
        bare = stack.enter_context(_bare(folder, small.get(paths[0])))
        servers = {"bare": bare, "slots_1k": small, "slots_100k": large, ONLINE: online}
        of = {"slots_1k": _busy(homes[0]), "slots_100k": _busy(homes[1])}
        of[ONLINE] = _busy(taught, teaching)
        wrk = Wrk(folder, paths)
        rounds: dict[str, list[Round]] = {key: [] for key in servers}
        settled = 0
        while (done := len(rounds["bare"])) < MOST_ROUNDS:
            if not all(each.is_settled for each in of.values()):
                settled = done + 1
            if _warm_rounds(rounds, of, settled=settled) >= ROUNDS:
                break
            for key, server in servers.items():
                with _changing(of.get(key)):
                    rounds[key].append(wrk.round(server, seconds=ROUND_SECONDS))
        latencies = _paced(servers, of, paths)
    return _figures(rounds, latencies, warm=_warm_rounds(rounds, of, settled=settled))


def _warm_rounds(rounds: dict[str, list[Round]], ours: Iterable[str], *, settled: int) -> int:
    """Return in how many rounds nothing was asked for the first time since all had settled."""
    return min(_asked_before(rounds[key][settled:]) for key in ours)


def _asked_before(done: list[Round]) -> int:
    asked = accumulate(each.requests for each in done)
    return sum(before >= DRAWN for before in list(asked)[:-1])


def _figures(
    rounds: dict[str, list[Round]], latencies: dict[str, list[float]], *, warm: int
) -> dict[str, Any]:
    cpu_us = {key: _cpu_us(done[:ROUNDS]) for key, done in rounds.items()}
    assert warm, f"nothing had settled after {MOST_ROUNDS} rounds"
    last = {key: done[-warm:] for key, done in rounds.items()}
    warm_us = {key: _cpu_us(done) for key, done in last.items()}
    speed = {key: median(each.per_second for each in done) for key, done in last.items()}
    p99 = {key: float(np.quantile(values, 0.99)) for key, values in latencies.items()}
    return {
        "capacity_of_slots_to_bare_by_cpu": warm_us["bare"] / warm_us["slots_1k"],
        "capacity_of_slots_to_bare_by_cpu_from_cold": cpu_us["bare"] / cpu_us["slots_1k"],
        "capacity_of_slots_to_bare_by_wall": speed["slots_1k"] / speed["bare"],
        "capacity_of_slots_online_to_bare_by_cpu": warm_us["bare"] / warm_us[ONLINE],
        "cpu_at_100k_to_1k": cpu_us["slots_100k"] / cpu_us["slots_1k"],
        "p99_of_slots_to_bare": p99["slots_1k"] / p99["bare"],
        "p99_of_slots_100k_to_bare": p99["slots_100k"] / p99["bare"],
        "cpu_us_a_request": warm_us,
        "cpu_us_a_request_from_cold": cpu_us,
        "cpu_us_a_request_by_round": {
            key: [round(1e6 / each.per_cpu_second) for each in done] for key, done in rounds.items()
        },
        "requests_a_second": speed,
        "p99_ms": {key: 1e3 * value for key, value in p99.items()},
        "rounds": len(rounds["bare"]),
        "warm_rounds": warm,
        "paced_rate": PACED_RATE,
        "errors": sum(each.errors for done in rounds.values() for each in done),
    }


def _cpu_us(rounds: list[Round]) -> float:
    return 1e6 * sum(each.cpu_seconds for each in rounds) / sum(each.requests for each in rounds)


def _paced(
    servers: dict[str, Server], of: dict[str, Busy], paths: list[str]
) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {key: [] for key in servers}
    for at in range(PACED_ROUNDS):
        ahead = paths[at * 2_000 :]
        for key, server in servers.items():
            with _changing(of.get(key)):
                found[key] += paced_latencies(
                    server.port, ahead, rate=PACED_RATE, seconds=PACED_SECONDS
                )
    return found


def _home(home: Path, *, promos: int) -> tuple[dict[str, str], Catalogue]:
    home.mkdir()
    catalogue = fill_busy_home(home, promos=promos)
    values = {"CHIRASHI_HOME": str(home), "CHIRASHI_SECRETS": "a-secret-for-the-benchmark"}
    return values, catalogue


def _busy(home: tuple[dict[str, str], Catalogue], taught: TaughtHome | None = None) -> Busy:
    values, catalogue = home
    return Busy(catalogue, SnapshotStore(serve_settings(values).storage.snapshots), taught)


@contextmanager
def _serving(home: tuple[dict[str, str], Catalogue]) -> Iterator[Server]:
    values, _ = home
    with (
        a_keeper(values),
        a_server("api.app:create_app", environment=values, ready="/readyz") as server,
    ):
        yield server


@contextmanager
def _bare(folder: Path, answer: bytes) -> Iterator[Server]:
    file = folder / "answer.json"
    file.write_bytes(answer)
    with a_server(
        "tests.bench.bare_route:create_bare_app",
        environment={"BARE_ANSWER": str(file)},
        ready="/openapi.json",
        http="httptools",
    ) as server:
        yield server


@contextmanager
def _changing(busy: Busy | None) -> Iterator[None]:
    """Let it change every two seconds, from a thread."""
    stop = threading.Event()

    def change() -> None:
        while busy is not None and not stop.wait(CHANGE_EVERY_SECONDS):
            busy.change()

    thread = threading.Thread(target=change, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


if __name__ == "__main__":
    import json

    started = time.monotonic()
    print(json.dumps(run(), indent=1))
    print(f"in {time.monotonic() - started:.0f} s")

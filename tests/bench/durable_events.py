"""Events made durable: how many a second are acknowledged, and how soon, on the disk at hand.

One POST tells the twelve impressions of a page. `chirashi serve` runs as it does in life, its
keeper too, with one worker and with two. The load is closed: so many connections, a POST at a time
on each. `beside_slots`: the same while pages ask for slots at a steady rate; `paced_beside_slots`:
POSTs too come at a rate, and latency counts from when each was due. The home lies in
`bench-results`, which must not be in memory; what its disk syncs by itself is measured before and
after, since groups of events share a sync.
"""

import tempfile
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from tests.bench.busy_catalogue import fill_busy_home
from tests.bench.disk_syncs import file_system, syncs_a_second
from tests.bench.event_load import A_POST, EventWrk, Told, event_bodies, event_post
from tests.bench.paced_load import paced_latencies, paced_requests
from tests.bench.server_process import Server, a_whole_server
from tests.bench.wrk_load import zipf_paths

FOLDER = Path("bench-results")
PROMOS = 1_000
PAGES = 300
ROUNDS = 3
SECONDS = 5
CONNECTIONS = (1, 16, 64)
BESIDE = 16
SLOTS_RATE = 100.0
POSTS_RATE = 300.0
IN_MEMORY = ("tmpfs", "ramfs")
SECRET = "a-secret-for-the-benchmark"


def run() -> dict[str, Any]:
    """Measure with one worker and with two."""
    FOLDER.mkdir(exist_ok=True)
    kind = file_system(FOLDER)
    assert kind not in IN_MEMORY, f"{FOLDER} lies in memory: nothing durable can be measured there"
    figures: dict[str, Any] = {
        "file_system": kind,
        "events_a_post": A_POST,
        "seconds_a_round": SECONDS,
        "rounds": ROUNDS,
        "warm_up_rounds": 1,
        "slots_a_second_beside": SLOTS_RATE,
    }
    with tempfile.TemporaryDirectory(prefix="events-", dir=FOLDER) as name:
        folder = Path(name).resolve()
        figures["syncs_a_second_before"] = syncs_a_second(folder)
        for workers in (1, 2):
            figures[f"workers_{workers}"] = _measured(folder / str(workers), workers=workers)
        figures["syncs_a_second_after"] = syncs_a_second(folder)
    return figures


def _measured(home: Path, *, workers: int) -> dict[str, Any]:
    home.mkdir()
    fill_busy_home(home, promos=PROMOS).close()
    paths = zipf_paths(np.random.default_rng(11), count=PAGES * 10)
    values = {"CHIRASHI_HOME": str(home), "CHIRASHI_SECRETS": SECRET}
    with a_whole_server(values, workers=workers) as server:
        bodies = event_bodies(server, paths[:PAGES])
        wrk = EventWrk(home, bodies)
        pace = partial(_paced_beside_slots, server, bodies, paths)
        # Before the rounds at full speed, whose events the keeper goes on draining for a while.
        pace(seconds=SECONDS)
        found: dict[str, Any] = {"paced_beside_slots": pace(seconds=ROUNDS * SECONDS)}
        for connections in CONNECTIONS:
            rounds = [
                wrk.round(server, connections=connections, seconds=SECONDS) for _ in range(ROUNDS)
            ]
            found[f"connections_{connections}"] = _figures(rounds)
        found["beside_slots"] = _beside_slots(server, wrk, paths)
    return found


def _beside_slots(server: Server, wrk: EventWrk, paths: list[str]) -> dict[str, Any]:
    """Measure both at once: pages ask at their rate, events come as fast as they go."""
    pace = partial(paced_latencies, server.port, paths, rate=SLOTS_RATE, seconds=SECONDS)
    quiet, slots, rounds = pace(), [], []
    with ThreadPoolExecutor(1) as beside:
        for _ in range(ROUNDS):
            asked = beside.submit(pace)
            rounds.append(wrk.round(server, connections=BESIDE, seconds=SECONDS))
            slots += asked.result()
    return _figures(rounds) | {
        "slots_p99_ms": 1e3 * float(np.quantile(slots, 0.99)),
        "slots_p99_ms_without_events": 1e3 * float(np.quantile(quiet, 0.99)),
    }


def _paced_beside_slots(
    server: Server, bodies: list[str], paths: list[str], *, seconds: float
) -> dict[str, Any]:
    """Measure how soon events are acknowledged that come at a rate, whatever came before them."""
    posts = [event_post(body) for body in bodies]
    # Two loads that are due to the millisecond do not go together in one process.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as beside:
        beside.submit(int).result()  # It has started, and no longer disturbs.
        asked = beside.submit(paced_latencies, server.port, paths, rate=SLOTS_RATE, seconds=seconds)
        told = paced_requests(server.port, posts, rate=POSTS_RATE, seconds=seconds)
        slots = asked.result()
    return {
        "events_a_second": POSTS_RATE * A_POST,
        "post_p50_ms": 1e3 * float(np.quantile(told, 0.5)),
        "post_p99_ms": 1e3 * float(np.quantile(told, 0.99)),
        "slots_p99_ms": 1e3 * float(np.quantile(slots, 0.99)),
    }


def _figures(rounds: list[Told]) -> dict[str, Any]:
    speeds = [told.per_second for told in rounds]
    return {
        "events_a_second": median(speeds),
        "events_a_second_by_round": [round(speed) for speed in speeds],
        "post_p50_ms": median(told.p50_ms for told in rounds),
        "post_p99_ms": max(told.p99_ms for told in rounds),
        "refused": sum(told.refused for told in rounds),
    }

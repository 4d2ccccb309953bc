"""What the durable decision log costs: a worker that writes it against one that does not.

Both serve one home, by turns; CPU is the workers' own, their committing threads included.
"""

import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from tests.bench.busy_catalogue import fill_busy_home
from tests.bench.server_process import a_keeper, a_server
from tests.bench.wrk_load import Round, Wrk, zipf_paths

ROUND_SECONDS = 4
ROUNDS = 10
WARM_UP = 2
APPS = {"logging": "api.app:create_app", "silent": "tests.bench.silent_app:create_silent_app"}


def run() -> dict[str, Any]:
    """Measure and return the log's share of a request's CPU, and its interval over the rounds."""
    with tempfile.TemporaryDirectory(prefix="chirashi-bench-") as name:
        home = Path(name) / "home"
        home.mkdir()
        fill_busy_home(home, promos=1_000)
        values = {"CHIRASHI_HOME": str(home), "CHIRASHI_SECRETS": "a-secret-for-the-benchmark"}
        wrk = Wrk(Path(name), zipf_paths(np.random.default_rng(11)))
        with (
            a_keeper(values),
            a_server(APPS["logging"], environment=values, ready="/readyz") as logging,
            a_server(APPS["silent"], environment=values, ready="/readyz") as silent,
        ):
            rounds: dict[str, list[Round]] = {key: [] for key in APPS}
            for _ in range(ROUNDS):
                for key, server in (("logging", logging), ("silent", silent)):
                    rounds[key].append(wrk.round(server, seconds=ROUND_SECONDS))
    return _figures(rounds)


def _figures(rounds: dict[str, list[Round]]) -> dict[str, Any]:
    cost = {
        key: np.array([1e6 / each.per_cpu_second for each in done[WARM_UP:]])
        for key, done in rounds.items()
    }
    shares = 1 - cost["silent"] / cost["logging"]
    return {
        "share_of_a_request_by_cpu": float(shares.mean()),
        "share_standard_error": float(shares.std(ddof=1) / len(shares) ** 0.5),
        "cpu_us_a_request": {key: float(values.mean()) for key, values in cost.items()},
        "rounds": ROUNDS,
        "warm_up_rounds": WARM_UP,
        "seconds_a_round": ROUND_SECONDS,
        "errors": sum(each.errors for done in rounds.values() for each in done),
    }

"""`make bench [names]`: runs the benchmarks, prints their tables, keeps the figures as JSON.

Each benchmark is a module beside this one with `run() -> dict`: peers in the same run, interleaved,
CPU time beside wall time. Figures go to `bench-results/<name>.json` with the machine's description.
"""

import json
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

NAMES = (
    "slots_capacity",
    "log_cost",
    "durable_events",
    "training_speed",
    "lake_read",
    "report_coverage",
    "report_speed",
    "headlines",
    "ranked_lists",
    "sample_publisher",
    "shipped_worlds",
    "new_sections",
    "cross_cost",
    "online_cost",
    "propensities",
    "exploration_budget",
    "kill_test",
    "drain_rate",
    "compaction_rate",
)
# Take a quarter of an hour, or hours: run when they are named.
NAMED_ONLY = ("prior_learning", "demo_learns", "headline_replay", "peer_tuning", "training_cost")
RESULTS = Path("bench-results")


def main(names: Sequence[str]) -> int:
    """Run the named benchmarks, or all; return the exit status."""
    known = (*NAMES, *NAMED_ONLY)
    unknown = sorted(set(names) - set(known))
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(known)}")
        return 2
    for name in names or NAMES:
        figures = import_module(f"tests.bench.{name}").run()
        _keep(name, figures)
        _show(name, figures)
    return 0


def _keep(name: str, figures: Mapping[str, Any]) -> None:
    RESULTS.mkdir(exist_ok=True)
    content = {"benchmark": name, "machine": _machine(), "figures": figures}
    text = json.dumps(content, indent=2, default=str)
    (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def _machine() -> dict[str, Any]:
    return {
        "python": platform.python_version(),
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "load": os.getloadavg(),
    }


def _show(name: str, figures: Mapping[str, Any], *, indent: str = "  ") -> None:
    print(f"{indent[2:]}{name}")
    for key, value in figures.items():
        if isinstance(value, Mapping):
            _show(key, value, indent=indent + "  ")
        else:
            shown = f"{value:.4g}" if isinstance(value, float) else str(value)
            print(f"{indent}{key:40} {shown}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

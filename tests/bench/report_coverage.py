"""Do the reports' intervals hold the truth as often as they say, and are the figures right?

Four times 500 logs with known click rates and a known lift, of several sizes and rates, slots of
one decision clicked by the same readers, each log a site of one lake: how many of the 2,000
intervals, as the report tells them, hold the truth. By chance alone 500 stray by 1 % from 95 %,
2,000 by half as much; of 21 figures, one of 500 logs is likely to lie 2 % off. Beside them what
intervals would hold that take slots for independent. Then the recount: fifty random questions to
each of four untidy lakes, each figure counted anew from the rows by plain Python.
"""

import tempfile
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from data.lake.lake_store import Lake
from data.reports.report_ask import ReportAsk
from data.reports.reporting import report
from tests.bench.simulated_lakes import LIFT, make_logs
from tests.data.reports.judged_reports import judge, questions
from tests.data.reports.messy_lake import ZONES, a_messy_lake
from tests.data.reports.recounted import Recount

LOGS, SETS = 500, 4
CASES = (
    {"decisions": 200, "rate": 0.03, "cached": 0.0},
    {"decisions": 400, "rate": 0.01, "cached": 0.0},
    {"decisions": 1000, "rate": 0.004, "cached": 0.0},
    {"decisions": 1000, "rate": 0.02, "cached": 0.0},
    {"decisions": 2000, "rate": 0.01, "cached": 0.0},
    {"decisions": 400, "rate": 0.01, "cached": 0.05},
    {"decisions": 1000, "rate": 0.004, "cached": 0.05},
)
LAKES, QUESTIONS = 4, 50
NOW = datetime(2026, 11, 20, tzinfo=UTC)
SINCE, UNTIL = date(2026, 9, 30), date(2026, 11, 2)
NORMAL = 1.96


def run() -> dict[str, Any]:
    """Return how often each case's intervals held, and how many answers equalled the recount."""
    figures = {_name(case): _of_sets(case, seed) for seed, case in enumerate(CASES)}
    return figures | {"recount": _recounted()}


def _name(case: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in case.items())


def _of_sets(case: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Return the means of the sets, and of each how often its lifts held the truth."""
    sets = [_coverage(case, seed + len(CASES) * number) for number in range(SETS)]
    figures: dict[str, Any] = {
        name: float(np.mean([each[name] for each in sets])) for name in sets[0]
    }
    return figures | {"logs": LOGS * SETS, "lift_held_by_500": [each["lift_held"] for each in sets]}


def _coverage(case: Mapping[str, Any], seed: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="chirashi-coverage-") as folder:
        lake = make_logs(Path(folder).as_uri(), logs=LOGS, seed=seed, **case)
        ask = ReportAsk(name="lift", by="site", since=SINCE, until=UNTIL)
        table = report(lake, ask, now=NOW, zones={})
    names = [column.name for column in table.columns]
    rows = [dict(zip(names, row.cells, strict=True)) for row in table.rows]
    control = [row for row in rows if row["compared_with"] == "control"]
    rate = case["rate"]
    return {
        "logs": len(control),
        "clicks_learned": float(np.mean([row["clicks"] for row in control])),
        "clicks_control": float(np.mean([row["other_clicks"] for row in control])),
        "ctr_learned_held": _held(control, "ctr", LIFT * rate),
        "ctr_control_held": _held(control, "other_ctr", rate),
        "lift_held": _held(control, "lift", LIFT),
        "lift_below": float(np.mean([LIFT > _bounds(row["lift"])[1] for row in control])),
        "if_independent_ctr_held": float(np.mean([_is_plain(row, LIFT * rate) for row in control])),
    }


def _held(rows: list[dict[str, Any]], name: str, truth: float) -> float:
    bounds = [_bounds(row[name]) for row in rows]
    return float(np.mean([low <= truth <= high for low, high in bounds]))


def _bounds(cell: Any) -> tuple[float, float]:
    return cell.low or 0.0, np.inf if cell.high is None else cell.high


def _is_plain(row: dict[str, Any], truth: float) -> bool:
    rate = row["clicks"] / row["impressions"]
    half = NORMAL * np.sqrt(rate * (1 - rate) / row["impressions"])
    return bool(abs(rate - truth) <= half)


def _recounted() -> dict[str, int]:
    equal = 0
    for seed in range(LAKES):
        with tempfile.TemporaryDirectory(prefix="chirashi-recount-") as folder:
            lake = a_messy_lake(Path(folder), seed=seed)
            equal += _equal(lake, Recount(Path(folder), ZONES), seed)
    return {"questions": LAKES * QUESTIONS, "equal": equal}


def _equal(lake: Lake, recount: Recount, seed: int) -> int:
    equal = 0
    for ask in questions(recount, count=QUESTIONS, seed=seed):
        try:
            judge(report(lake, ask, now=NOW, zones=ZONES), recount, ask)
        except AssertionError as error:
            print(f"differs: {ask}: {error}")
        else:
            equal += 1
    return equal

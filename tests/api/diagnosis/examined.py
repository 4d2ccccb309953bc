"""A home as the doctor sees it."""

import time
from pathlib import Path

from api.diagnosis.examination import CHECKS, examine
from api.diagnosis.finding import Finding, Verdict
from api.diagnosis.model_checks import learner
from tests.api.running_server import free_port


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def findings_of(home: Path, part: str, *, at_ms: int = 0, **settings: str) -> list[Finding]:
    """Return what is found of a part of a home, at its own free port."""
    given = {f"CHIRASHI_{name.upper()}": value for name, value in settings.items()}
    values = {
        "CHIRASHI_HOME": str(home),
        "CHIRASHI_PORT": str(free_port()),
        **given,
    }
    # Loading the learner takes seconds: only where it is asked for.
    checks = [check for check in CHECKS if part == "learner" or check is not learner]
    found = examine(values, now_ms=at_ms or now_ms(), checks=checks)
    return [finding for finding in found if finding.part == part]


def finding_of(home: Path, part: str, *, at_ms: int = 0, **settings: str) -> Finding:
    """Return the one finding of a part."""
    (found,) = findings_of(home, part, at_ms=at_ms, **settings)
    return found


def verdict_of(home: Path, part: str, *, at_ms: int = 0, **settings: str) -> Verdict:
    """Return how bad the one finding of a part is."""
    return finding_of(home, part, at_ms=at_ms, **settings).verdict

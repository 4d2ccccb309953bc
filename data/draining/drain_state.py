"""What the drain tells of itself in a file beside the snapshots: what it did, what still waits."""

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from data.state_file import read_state_file, write_state_file

FILE = "drain.state"


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxLag:
    """What waits in an inbox: groups of decisions and of events, since when (Unix ms)."""

    name: str
    decision_groups: int
    event_groups: int
    oldest_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrainState:
    """`at_ms` is the last try, `drained_ms` the last one that left nothing behind (Unix ms).

    `counts` say what became of events (`events.<verdict>`), decisions (`decisions.<verdict>`) and
    `slots`, since the home was made; `remembered` how many keys are held in memory.
    """

    at_ms: int
    drained_ms: int | None
    counts: Mapping[str, int] = field(default_factory=dict)
    lags: tuple[InboxLag, ...] = ()
    remembered: int = 0
    problems: tuple[str, ...] = ()

    def lag_seconds(self, now_ms: int) -> float:
        """Return for how long the oldest row has been waiting."""
        oldest = [lag.oldest_ms for lag in self.lags if lag.oldest_ms is not None]
        return max(0, now_ms - min(oldest)) / 1000 if oldest else 0.0


def write_drain_state(folder: Path, state: DrainState) -> None:
    """Replace the file; a folder that cannot be written is no reason to stop draining."""
    write_state_file(folder / FILE, asdict(state))


def tell_problem(folder: Path, problem: str) -> None:
    """Tell what keeps the drain from beginning; what was told of its past stays."""
    at_ms = time.time_ns() // 1_000_000
    before = read_drain_state(folder) or DrainState(at_ms=at_ms, drained_ms=None)
    write_drain_state(folder, replace(before, at_ms=at_ms, problems=(problem,)))


def read_drain_state(folder: Path) -> DrainState | None:
    """Return what the drain last told, or None."""
    try:
        told = read_state_file(folder / FILE)
        lags = tuple(InboxLag(**lag) for lag in told.pop("lags"))
        return DrainState(**told | {"lags": lags, "problems": tuple(told["problems"])})
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None

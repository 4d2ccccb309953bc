"""Reads a training's window: a sample to learn from, and whole decisions to judge by."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from data.lake.exposures import read_exposures
from data.lake.lake_store import Lake
from data.lake.lots import LOTS
from data.lake.whole_decisions import read_whole_decisions
from training.encoding import Exposures, encoded
from training.position import exposed
from training.sampling_share import Shares
from training.served import served
from training.time_split import TimeSplit, moment_of, time_split

# The intervals of a judged day of so many are narrower than a model is better by.
ENOUGH_JUDGED = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The `sampled` window, `judged_share` of the decisions of its judged time, and the split."""

    sampled: Exposures
    judged: Exposures
    judged_share: float
    split: TimeSplit

    def fit(self) -> Exposures:
        """Return what of the sample is to be fitted on."""
        return self.sampled.where(self.split.fit(self.sampled.times))

    def stop(self) -> Exposures:
        """Return what of it is to stop, choose and calibrate by."""
        return self.sampled.where(self.split.stop(self.sampled.times))

    def told(self) -> dict[str, Any]:
        """Return what a manifest tells of the window, to whose end the model is refitted."""
        moments = {"refitted_through": moment_of(self.split.ends).isoformat()}
        return self.split.window() | moments | {"judged_share": self.judged_share}


def read_window(lake: Lake, *, since: datetime, until: datetime, shares: Shares) -> Window:
    """Read a window from `since` to before `until`. Raises NotEnoughData, Unavailable."""
    sampled = _sampled(lake, since, until, shares)
    split = time_split(sampled)
    is_judged = split.judge(sampled.times)
    if shares == Shares():
        return Window(
            sampled=sampled, judged=sampled.where(is_judged), judged_share=1.0, split=split
        )
    held = float(exposed(sampled)[is_judged].sum()) / shares.log
    share = judged_share(held)
    judged = _whole(lake, moment_of(split.judge_from), until, share)
    return Window(sampled=sampled, judged=judged, judged_share=share, split=split)


def judged_share(held: float) -> float:
    """Return the share of decisions to judge by where the time to judge by held so many exposures.

    A whole number of lots, at most 1.
    """
    return 1.0 if held <= ENOUGH_JUDGED else ceil(LOTS * ENOUGH_JUDGED / held) / LOTS


def _sampled(lake: Lake, since: datetime, until: datetime, shares: Shares) -> Exposures:
    table = read_exposures(
        lake, since=since, until=until, unclicked_share=shares.unclicked, log_share=shares.log
    )
    return encoded(table, served(lake, table))


def _whole(lake: Lake, since: datetime, until: datetime, share: float) -> Exposures:
    table = read_whole_decisions(lake, since=since, until=until, share=share)
    return encoded(table, served(lake, table))

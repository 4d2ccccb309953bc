"""The log cut in three by time: fit, then stop (and search, calibrate), then judge."""

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from recommender.errors import NotEnoughData
from training.encoding import Exposures
from training.sums import sums_by

US_PER_DAY = 86_400 * 1_000_000
LEAST_CLICKS = 30
# With fewer clicks at an end another day joins it, up to a fifth of the days each.
ENOUGH_CLICKS = 200
LARGEST_PART = 5
FIT_SHARE, STOP_SHARE = 0.6, 0.8
DAYS_NEEDED = 3
# A log of which less lies before the days to stop and judge by is too young to be cut by the day.
LEAST_FIT_SHARE = 0.5

Chosen = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeSplit:
    """Moments in microseconds since 1970 UTC: fit before `stop_from`, judge from `judge_from`."""

    begins: int
    stop_from: int
    judge_from: int
    ends: int

    def fit(self, times: NDArray[np.int64]) -> Chosen:
        """Tell which times are for fitting."""
        return times < self.stop_from

    def stop(self, times: NDArray[np.int64]) -> Chosen:
        """Tell which times are for stopping, searching and calibrating."""
        return (times >= self.stop_from) & (times < self.judge_from)

    def judge(self, times: NDArray[np.int64]) -> Chosen:
        """Tell which times are for judging."""
        return times >= self.judge_from

    def window(self) -> dict[str, str]:
        """Return the moments for a manifest, aware UTC."""
        moments = {
            "fit_from": self.begins,
            "stop_from": self.stop_from,
            "judge_from": self.judge_from,
            "judge_until": self.ends,
        }
        return {name: moment_of(moment).isoformat() for name, moment in moments.items()}


def moment_of(microseconds: int) -> datetime:
    """Return the aware UTC moment."""
    return datetime.fromtimestamp(microseconds / 1_000_000, UTC)


def time_split(exposures: Exposures) -> TimeSplit:
    """Split by UTC day: judge on the last day, stop on the day before, fit on all before.

    A log of one or two days, or one with little before its last two, is cut by time at 60 and 80 %
    of its exposures. Raises NotEnoughData if there are too few clicks to learn from, or a part
    would have none.
    """
    total = exposures.clicks.sum()
    if total < LEAST_CLICKS:
        raise NotEnoughData(
            f"the days read hold {total:.0f} clicks, training needs {LEAST_CLICKS}: read more days "
            "of the log (--days), let it grow (pages are filled from click rates and catalogue "
            "order meanwhile), or import a click log"
        )
    days, places = np.unique(exposures.times // US_PER_DAY, return_inverse=True)
    cuts = _share_cuts(exposures.times)
    if len(days) >= DAYS_NEEDED:
        clicks = sums_by(places, exposures.clicks, count=len(days))
        by_day = _day_cuts(days, clicks)
        if (exposures.times < by_day[0]).mean() >= LEAST_FIT_SHARE:
            cuts = by_day
    split = TimeSplit(
        begins=int(exposures.times.min()),
        stop_from=cuts[0],
        judge_from=cuts[1],
        ends=int(exposures.times.max()) + 1,
    )
    _check(split, exposures)
    return split


def _day_cuts(days: NDArray[np.int64], clicks: NDArray[np.float64]) -> tuple[int, int]:
    most = max(len(days) // LARGEST_PART, 1)
    judged = _days_at_end(clicks, most)
    stopped = _days_at_end(clicks[:-judged], most)
    return (
        int(days[len(days) - judged - stopped] * US_PER_DAY),
        int(days[len(days) - judged] * US_PER_DAY),
    )


def _days_at_end(clicks: NDArray[np.float64], most: int) -> int:
    sums = np.cumsum(clicks[::-1])[:most]
    return min(int((sums < ENOUGH_CLICKS).sum()) + 1, most)


def _share_cuts(times: NDArray[np.int64]) -> tuple[int, int]:
    stop_from, judge_from = np.quantile(times, [FIT_SHARE, STOP_SHARE])
    return int(stop_from), int(judge_from)


def _check(split: TimeSplit, exposures: Exposures) -> None:
    parts = {"fit on": split.fit, "stop by": split.stop, "judge by": split.judge}
    for purpose, part in parts.items():
        chosen = part(exposures.times)
        if not exposures.clicks[chosen].sum() or not exposures.unclicked[chosen].sum():
            raise NotEnoughData(
                f"the time to {purpose} has no clicked or no unclicked exposure: training needs "
                "both in each third of its window; let the log grow or widen the window (--days)"
            )

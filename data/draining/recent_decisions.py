"""What was decided lately: a uniform sample for each arm, of what the drain has just written."""

from dataclasses import dataclass
from heapq import heappush, heappushpop
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from data.inbox.packed import ARMS, ORIGINS, Origin
from recommender.domain import Arm

MOST = 500
"""Decisions of each arm that are held."""
Records = NDArray[np.void]
Held = tuple[int, int, np.void, Records]
"""Less the random half of its id, a number to tell equal ones apart, head, slots."""


@dataclass(frozen=True, slots=True)
class Recent:
    """Decisions of one arm: head and slots of those sampled, the latest first; how many of all."""

    arm: Arm
    sampled: list[tuple[np.void, Records]]
    decisions: int


class RecentDecisions:
    """Filled by the thread that drains, taken by another.

    Those of the smallest random numbers stay, which the ids bear: a uniform sample, the same
    however the decisions came.
    """

    def __init__(self, *, most: int = MOST) -> None:
        self._most = most
        self._lock = Lock()
        self._begin()

    def note(self, heads: Records, slots: Records, chances: NDArray[np.uint64]) -> None:
        """Note decisions that are in the lake now, but for those that do not count.

        `slots` lie in the heads' order, `chances` are the random halves of the ids.
        """
        flags = heads["flags"]
        is_counted = (heads["invalid"] == 0) & (flags >> 5 < ORIGINS.index(Origin.PREVIEW))
        of_arm = flags >> 1 & 3
        ends = np.cumsum(heads["slots"], dtype=np.int64)
        with self._lock:
            for number, arm in enumerate(ARMS):
                rows = np.flatnonzero(is_counted & (of_arm == number))
                self._counts[arm] += len(rows)
                for at in self._held_of(arm, rows, chances).tolist():
                    begin = int(ends[at]) - int(heads["slots"][at])
                    self._hold(arm, int(chances[at]), heads[at], slots[begin : ends[at]])

    def take(self) -> list[Recent]:
        """Return what was noted since this was asked before."""
        with self._lock:
            held, counts = self._held, self._counts
            self._begin()
        return [
            Recent(
                arm, [(head, slots) for *_, head, slots in _latest_first(held[arm])], counts[arm]
            )
            for arm in ARMS
        ]

    def _begin(self) -> None:
        self._held: dict[Arm, list[Held]] = {arm: [] for arm in ARMS}
        self._counts = dict.fromkeys(ARMS, 0)
        self._number = 0

    def _held_of(
        self, arm: Arm, rows: NDArray[np.int64], chances: NDArray[np.uint64]
    ) -> NDArray[np.int64]:
        """Return the rows that may have to be held: of a busy time's most go by here at once."""
        held = self._held[arm]
        return rows if len(held) < self._most else rows[chances[rows] < np.uint64(-held[0][0])]

    def _hold(self, arm: Arm, chance: int, head: np.void, slots: Records) -> None:
        held = self._held[arm]
        self._number += 1
        one = (-chance, self._number, head.copy(), slots.copy())
        if len(held) < self._most:
            heappush(held, one)
        else:
            heappushpop(held, one)


def _latest_first(held: list[Held]) -> list[Held]:
    """Return them by their ids, which begin with the time."""
    return sorted(held, key=lambda one: bytes(one[2]["decision"]), reverse=True)

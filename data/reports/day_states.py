"""What a day's files are: whether they changed since it was summed, and whether they are many."""

import hashlib
from dataclasses import dataclass
from datetime import date

from data.lake.lake_files import day_of
from data.lake.lake_store import Lake
from data.reports.day_span import DAY

BUSY_BYTES = 20_000_000
"""Of slots and events: about half a million slots, half a second of a report."""
BUSY_FILES = 600
"""Small ones that wait to be merged take as long, each of them."""


@dataclass(frozen=True, slots=True)
class DayState:
    """A day's files: what stands for them, how many they are and their bytes (of a store's 0)."""

    digest: str
    files: int
    size: int

    @property
    def is_busy(self) -> bool:
        """Whether a report had better not read the day itself each time."""
        return self.size >= BUSY_BYTES or self.files >= BUSY_FILES


def day_states(lake: Lake, *, first: int, last: int) -> dict[date, DayState]:
    """Return the state of each day (ordinals, both included) that has decisions, ascending.

    Events told on the next day are in it; of those told still later none is.
    """
    days = set(lake.days("decisions"))
    files: dict[date, list[tuple[str, int]]] = {day: [] for day in sorted(days)}
    for table in ("decisions", "slots", "unfilled", "events"):
        paths = lake.files(table)
        for path, size in zip(paths, lake.sizes(paths), strict=True):
            day = day_of(path)
            for of_day in (day, day - DAY) if table == "events" else (day,):
                if of_day in days:
                    files[of_day].append((path, size))
    return {day: _state(found) for day, found in files.items() if first <= day.toordinal() <= last}


def _state(files: list[tuple[str, int]]) -> DayState:
    told = "\n".join(f"{path} {size}" for path, size in files)
    digest = hashlib.blake2b(told.encode(), digest_size=8).hexdigest()
    return DayState(digest, len(files), sum(size for _, size in files))

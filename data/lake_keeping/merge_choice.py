"""Which files of a table are merged next, into files of which level.

Level 0 is what the drain wrote, every two seconds a file. Level 1 is many of them, as young as they
are. Level 2 is at least half an hour old, so that what came without an impression is judged.
Level 3 is a day that is over: sorted, cut into files that do not overlap.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from operator import attrgetter

from data.lake.lateness import JUDGED_AFTER, TOLD_WITHIN
from data.lake_keeping.file_facts import FileFacts

MANY = 32
"""Files that are worth a merge, however young."""
MOST_FILES = 256
MOST_ROWS = 5_000_000
MOST_BYTES = 2**30
"""What is merged into one file, at most: so much is worked on at once (bytes unpacked)."""
BATCH = timedelta(minutes=30)
"""How much older something must be before its merge is worth it."""
DAY = timedelta(days=1)
FEATURES = ("promos", "articles")
"""Tables that are read whole, whatever the day."""
JUDGED_LEVEL = 2
LAST = 3


@dataclass(frozen=True, slots=True)
class Merge:
    """Files that become files of a level, in a day's folder."""

    table: str
    day: date
    level: int
    inputs: tuple[FileFacts, ...]


def next_merge(
    table: str, files: Sequence[FileFacts], *, drained_through: datetime
) -> Merge | None:
    """Return a merge that is due among the files of a table, None if none is."""
    if table in FEATURES:
        return _of_features(table, files)
    for day in sorted({file.day for file in files}):
        of_day = [file for file in files if file.day == day]
        found = _of_day(table, day, of_day, drained_through=drained_through)
        if found is not None:
            return found
    return None


def cuts(inputs: Sequence[FileFacts]) -> list[str]:
    """Return the decisions at which a merged day is cut, the first one empty: from the beginning.

    No part has more than about MOST_ROWS rows or MOST_BYTES.
    """
    found, rows, size = [""], 0, 0
    groups = (group for file in inputs for group in file.groups)
    for group in sorted(groups, key=attrgetter("lowest")):
        rows, size = rows + group.rows, size + group.size
        if (rows > MOST_ROWS or size > MOST_BYTES) and group.lowest > found[-1]:
            found.append(group.lowest)
            rows, size = group.rows, group.size
    return found


def _of_day(
    table: str, day: date, files: Sequence[FileFacts], *, drained_through: datetime
) -> Merge | None:
    unfinished = [file for file in files if file.level < LAST]
    if not unfinished:
        return None
    end = datetime.combine(day + DAY, time(), tzinfo=UTC)
    if drained_through >= end + TOLD_WITHIN:
        return Merge(table, day, LAST, tuple(unfinished + _touched(unfinished, files)))
    settled_ms = _ms(drained_through - JUDGED_AFTER)
    old = [
        file for file in unfinished if file.level < JUDGED_LEVEL and file.newest_ms <= settled_ms
    ]
    is_worth_it = len(old) > 1 or table == "events"
    if is_worth_it and any(file.newest_ms <= settled_ms - _ms(BATCH) for file in old):
        return Merge(table, day, JUDGED_LEVEL, _bounded(old))
    fresh = [file for file in unfinished if file.level == 0]
    return Merge(table, day, 1, _bounded(fresh)) if len(fresh) >= MANY else None


def _of_features(table: str, files: Sequence[FileFacts]) -> Merge | None:
    for level in range(LAST):
        fresh = [file for file in files if file.level == level]
        if len(fresh) >= MANY:
            inputs = _bounded(fresh)
            return Merge(table, max(file.day for file in inputs), level + 1, inputs)
    return None


def _touched(late: Sequence[FileFacts], files: Sequence[FileFacts]) -> list[FileFacts]:
    """Return the finished files whose decisions lie among those of late files."""
    lowest, highest = min(file.lowest for file in late), max(file.highest for file in late)
    return [
        file
        for file in files
        if file.level == LAST and file.lowest <= highest and lowest <= file.highest
    ]


def _bounded(files: Sequence[FileFacts]) -> tuple[FileFacts, ...]:
    """Return the oldest files, as many as may be merged at once; at least one."""
    chosen: list[FileFacts] = []
    rows = size = 0
    for file in sorted(files, key=lambda file: (file.newest_ms, file.name))[:MOST_FILES]:
        rows, size = rows + file.rows, size + file.size
        if chosen and (rows > MOST_ROWS or size > MOST_BYTES):
            break
        chosen.append(file)
    return tuple(chosen)


def _ms(of: datetime | timedelta) -> int:
    seconds = of.total_seconds() if isinstance(of, timedelta) else of.timestamp()
    return int(seconds * 1000)

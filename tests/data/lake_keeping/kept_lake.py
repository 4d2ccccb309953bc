"""A lake that is kept, its power cut wherever a test wants; and what readers meet in it."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from data.lake.lake_files import LakeFiles, open_files
from data.lake.lake_store import Lake
from data.lake.lateness import TOLD_WITHIN
from data.lake_keeping.lake_keeping import KeptStep, LakeKeeping
from data.lake_keeping.merge_query import SLOT
from tests.lake_rows import NOON, a_decision_row, a_slot_row, an_event_row, as_table

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
INBOX = "018f0a"
LATER = NOON + DAY + TOLD_WITHIN + HOUR
"""When the day of NOON is over, whatever may still have come."""
KEYS = {
    "decisions": ("decision",),
    "slots": SLOT,
    "unfilled": SLOT,
    "events": (*SLOT, "event", "view_id"),
}


class PowerCutError(Exception):
    """Raised where the power is cut."""


@dataclass
class Fuse:
    """Cuts the power before the change of this number, and shows each change to a watcher."""

    cut_at: int | None = None
    watch: Callable[[], None] = lambda: None
    changes: int = 0

    def change(self) -> None:
        """Note that something is about to be changed."""
        self.watch()
        if self.changes == self.cut_at:
            raise PowerCutError
        self.changes += 1


@dataclass(frozen=True, kw_only=True)
class FusedFiles(LakeFiles):
    """A lake's files behind a fuse."""

    fuse: Fuse = field(default_factory=Fuse)

    def delete_if_there(self, path: str) -> None:
        self.fuse.change()
        LakeFiles.delete_if_there(self, path)

    @contextmanager
    def writing(self) -> Iterator[None]:
        self.fuse.change()
        with LakeFiles.writing(self):
            yield
        self.fuse.watch()


def fused(url: str, fuse: Fuse) -> FusedFiles:
    """Return the files of a lake behind a fuse."""
    files = open_files(url)
    return FusedFiles(url=files.url, system=files.system, root=files.root, fuse=fuse)


def a_keeping(files: LakeFiles, *, keep_days: int = 90, at: datetime = NOON) -> LakeKeeping:
    """Return a keeping that has the lease, as one has from its second step on."""
    keeping = LakeKeeping(files, keep_days=keep_days, keeper="a home")
    keeping.step(at, drained_through=at)
    return keeping


def keep_all(keeping: LakeKeeping, now: datetime) -> list[KeptStep]:
    """Let a keeping work until nothing is due at a time."""
    steps = []
    while step := keeping.step(now, drained_through=now):
        steps.append(step)
        assert len(steps) < 500
    return steps


def drained(lake: Lake, table: str, parts: Sequence[Sequence[dict[str, Any]]]) -> None:
    """Write parts of rows as the drain does, a file each."""
    kind = "e" if table == "events" else "d"
    for number, rows in enumerate(parts):
        if rows:
            name = f"{kind}-{INBOX}-{10 * number}-{10 * number + 9}"
            lake.append(table, as_table(*rows), name=name)


def seen_rows(url: str, table: str) -> list[dict[str, Any]]:
    """Return the rows that a reader meets at this moment."""
    files = open_files(url)
    rows: list[dict[str, Any]] = []
    for path in files.paths(table, since=None, until=None):
        with files.system.open_input_file(path) as stream:
            found: pa.Table = parquet.ParquetFile(stream).read()
            rows += found.to_pylist()
    return rows


def keys_of(rows: Sequence[dict[str, Any]], table: str) -> Counter[tuple[Any, ...]]:
    """Count the rows by what makes them the same one."""
    return Counter(_key(row, table) for row in rows)


def _key(row: dict[str, Any], table: str) -> tuple[Any, ...]:
    key: tuple[Any, ...] = tuple(row.get(name) for name in KEYS[table])
    if table != "events":
        return key
    invalid = row.get("invalid")
    return (*key, None if invalid == "no_impression" else invalid)


def plain_dedupe(rows: Sequence[dict[str, Any]], table: str) -> list[dict[str, Any]]:
    """Return each row once: of equal ones the first received, else the lowest."""
    best: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in sorted(rows, key=_order):
        best.setdefault(_key(row, table), row)
    return list(best.values())


def _order(row: dict[str, Any]) -> tuple[Any, ...]:
    is_recovered = row.get("policy") == "recovered"
    times = (row.get("received_at", NOON), row.get("happened_at", NOON))
    return (is_recovered, *times, sorted((name, str(value)) for name, value in row.items()))


def some_views(count: int, *, every: timedelta = timedelta(seconds=2)) -> list[dict[str, Any]]:
    """Return the views of as many decisions, one after the other."""
    rows = []
    for number in range(count):
        at = NOON + number * every
        slot = a_slot_row(a_decision_row(number, decided_at=at))
        rows.append(an_event_row(slot, "view", received_at=at + timedelta(seconds=1)))
    return rows


def one_by_one(rows: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    return [[row] for row in rows]

"""Keeping a lake: one bounded piece of work a call, each of them safe to be interrupted."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import duckdb

from data.lake.lake_files import LakeFiles, day_of, stem_of
from data.lake.lateness import JUDGED_AFTER
from data.lake_keeping.file_facts import Footers
from data.lake_keeping.keeping_lease import KeepingLease
from data.lake_keeping.merge_choice import FEATURES, next_merge
from data.lake_keeping.merge_work import MergeWork
from data.lake_keeping.retention import doubt, is_believed, last_forgotten
from data.lake_keeping.table_shelf import TableShelf
from recommender.errors import Unavailable

LOOK_EVERY = timedelta(seconds=20)
"""How long the lake is left alone once nothing was to be done."""
REST = timedelta(minutes=10)
"""How long a table is left alone whose merge failed, and how often stray files are looked for."""
FORGOTTEN = ("decisions", "slots", "unfilled", "events", "candidates")
"""Tables of which whole days are forgotten: what readers did. Features and sums stay."""
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptStep:
    """What one step did: `work` is cleaned, forgotten, part (of a merge) or merged.

    `judged` events proved to be invalid.
    """

    work: str
    table: str
    day: date | None = None
    files_before: int = 0
    files_after: int = 0
    rows_before: int = 0
    rows_after: int = 0
    judged: int = 0


def every_file(_stem: str) -> bool:
    """Say of every file that its rows wait in no inbox any more."""
    return True


class LakeKeeping:
    """The only writer of what is merged; `keeper` is its home's id, of which one keeps a lake.

    `problems` says in words what stands in the way.
    """

    def __init__(self, files: LakeFiles, *, keep_days: int, keeper: str, where: str = "") -> None:
        self._files = files
        self._keep_days = keep_days
        self._lease = KeepingLease(files, keeper, where=where)
        self._shelves = {name: TableShelf(files, name) for name in (*FORGOTTEN, *FEATURES)}
        self._footers = Footers(files)
        self._work: MergeWork | None = None
        self._looked_at: datetime | None = None
        self._resting: dict[str, datetime] = {}
        self._strays: list[str] = []
        self._doubt = ""
        self._believed_on: date | None = None
        self._strays_at: datetime | None = None

    @property
    def problems(self) -> tuple[str, ...]:
        """Files that are damaged or not the lake's, and a clock that is not believed."""
        problems = [
            f"{path} is cut short or spoilt: restore it from a backup, or take it out of the lake"
            for path in sorted(self._footers.damaged)
        ]
        problems += [f"{path} lies in no day's folder: nobody reads it" for path in self._strays]
        return tuple(problems + ([self._doubt] if self._doubt else []))

    @property
    def kept_by(self) -> str:
        """Who keeps the lake, if it is another."""
        return self._lease.other

    def step(
        self,
        now: datetime,
        *,
        drained_through: datetime,
        is_drained: Callable[[str], bool] = every_file,
    ) -> KeptStep | None:
        """Do one piece of work and return what it was, None if nothing is due.

        `drained_through`: every event received before it lies in the lake. `is_drained` says of a
        file's name (without its ending) whether its rows wait in no inbox any more: only then is it
        touched. Damaged files are left as they are. Raises Unavailable: to be tried again later.
        """
        if not self._lease.is_ours(now):
            self._work = None
            return None
        if self._work is not None:
            return self._go_on(self._work, now)
        if self._looked_at is not None and abs(now - self._looked_at) < LOOK_EVERY:
            return None
        self._look_for_strays(now)
        step = (
            self._clean(now) or self._forget(now) or self._merge(now, drained_through, is_drained)
        )
        self._looked_at = now if step is None else None
        return step

    def _look_for_strays(self, now: datetime) -> None:
        if self._strays_at is None or abs(now - self._strays_at) >= REST:
            self._strays = [path for table in self._shelves for path in self._files.strays(table)]
            self._strays_at = now

    def _clean(self, now: datetime) -> KeptStep | None:
        for table, shelf in self._shelves.items():
            if dropped := shelf.drop_interrupted():
                return KeptStep(work="cleaned", table=table, files_before=dropped)
            if group := shelf.delete_retired(now):
                return KeptStep(work="cleaned", table=table, files_before=len(group.files))
        return None

    def _forget(self, now: datetime) -> KeptStep | None:
        """Hide the days older than is to be kept; they are deleted like what was merged."""
        last = last_forgotten(now, keep_days=self._keep_days)
        self._doubt = ""
        for table in FORGOTTEN:
            if paths := self._shelves[table].paths(until=last):
                if not self._is_believed(now):
                    self._doubt = doubt(now, last)
                    return None
                self._shelves[table].retire(paths, now=now)
                logger.info("%d files of %s up to %s are forgotten", len(paths), table, last)
                return KeptStep(work="forgotten", table=table, day=last, files_before=len(paths))
        return None

    def _is_believed(self, now: datetime) -> bool:
        """Whether the clock is borne out; for the rest of a day, though what proved it is gone."""
        if self._believed_on != now.date():
            days = {day_of(path) for table in FORGOTTEN for path in self._shelves[table].paths()}
            self._believed_on = now.date() if is_believed(now, days) else None
        return self._believed_on is not None

    def _merge(
        self, now: datetime, drained_through: datetime, is_drained: Callable[[str], bool]
    ) -> KeptStep | None:
        for table, shelf in self._shelves.items():
            if abs(now - self._resting.get(table, now - REST)) < REST:
                continue
            facts = self._footers.of(table, shelf.paths())
            ours = [file for file in facts if file.level or is_drained(stem_of(file.path))]
            merge = next_merge(table, ours, drained_through=drained_through)
            if merge is not None:
                through = drained_through - JUDGED_AFTER
                damaged = self._footers.damaged
                work = MergeWork(self._files, merge, through=through, damaged=damaged)
                shelf.begin(work.names)
                self._work = work
                return self._go_on(work, now)
        return None

    def _go_on(self, work: MergeWork, now: datetime) -> KeptStep:
        table, inputs = work.merge.table, work.merge.inputs
        # Whatever happens now, what was written is dropped unless it was switched to.
        self._work = None
        try:
            work.write_next()
        except duckdb.Error as error:
            raise self._failure(work, error, now) from error
        if work.is_done:
            self._shelves[table].switch([file.name for file in inputs], now=now)
        else:
            self._work = work
        return KeptStep(
            work="merged" if work.is_done else "part",
            table=table,
            day=work.merge.day,
            files_before=len(inputs),
            files_after=work.merged.files,
            rows_before=sum(file.rows for file in inputs),
            rows_after=work.merged.rows,
            judged=work.merged.judged,
        )

    def _failure(self, work: MergeWork, error: duckdb.Error, now: datetime) -> Unavailable:
        """Find out which file is damaged, to go on without it; else let the table rest."""
        table, day = work.merge.table, work.merge.day
        if self._footers.check(work.read()):
            return Unavailable("; ".join(self.problems))
        self._resting[table] = now
        return Unavailable(f"files of {table} of {day} cannot be merged now: {error}")

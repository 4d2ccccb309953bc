"""Takes an inbox's rows out in batches, each deleted only when it lies in the lake."""

import logging
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from threading import Event

from data.draining.drain_counts import SET_ASIDE
from data.inbox.inbox_reading import Inbox, InboxRow
from data.inbox.rows_set_aside import set_aside
from data.lake.drained_names import DECISIONS, EVENTS, TABLES, DrainedName, drained_name
from data.lake.lake_store import Lake
from recommender.errors import InboxTrouble, Invalid, OutOfStep, Unavailable

MOST_ROWS = 10_000
MOST_BYTES = 2**23
"""Of one batch: some 90,000 events, or 280,000 slots."""
MOST_SET_ASIDE = 100
"""Of an inbox: if more of its rows cannot be read, the fault is hardly theirs."""
INBOX_TABLES = {DECISIONS: "decisions", EVENTS: "events"}
UNREADABLE = (ValueError, OverflowError, LookupError, TypeError, Invalid)
"""What the content of a row may raise; nothing else is laid to it."""
UNREAD = "row %d of the %s in the inbox %s cannot be read and is set aside as %s: %r"
Write = Callable[[list[InboxRow], DrainedName], Callable[[], None]]
"""Writes rows to the lake under a name; what it returns is done once they surely lie there."""
Place = tuple[str, str]
logger = logging.getLogger(__name__)


class InboxBatches:
    """Drains inboxes batch by batch, so that each row comes into the lake once."""

    def __init__(self, lake: Lake, counts: Counter[str]) -> None:
        self._lake = lake
        self._counts = counts
        self._clean: set[Place] = set()
        self._failed: set[Place] = set()
        self._written: dict[Place, int] = {}
        self._sizes: dict[Place, int] = {}
        self._set_aside: Counter[str] = Counter()

    @property
    def undeleted(self) -> int:
        """Of how many inboxes' tables rows lie in the lake and wait still."""
        return len(self._written)

    def drain(self, inbox: Inbox, kind: str, *, through: int, write: Write, stop: Event) -> None:
        """Write the rows of a kind up to a number and delete them, until it is to stop.

        A row that cannot be read is set aside. Raises Unavailable (InboxTrouble if others can be
        drained all the same); OutOfStep if what is remembered is to be looked up again.
        """
        self._delete_written(inbox, kind)
        while not stop.is_set() and (rows := self._rows(inbox, kind, through)):
            self._see_clean(inbox, kind, rows[0].number)
            place = (inbox.name, kind)
            self._clean.discard(place)
            self._failed.add(place)
            name = DrainedName(kind, inbox.name, rows[0].number, rows[-1].number)
            try:
                after = write(rows, name)
            except UNREADABLE as error:
                self._look_for_unreadable(inbox, kind, rows, error)
                continue
            self._failed.discard(place)
            self._clean.add(place)
            # They lie in the lake: whether or not they can be deleted, they are not written again.
            self._written[place] = name.last
            after()
            if place in self._sizes:
                self._sizes[place] = min(2 * self._sizes[place], MOST_ROWS)
            self._delete_written(inbox, kind)

    def clear_interrupted(self, inbox: Inbox) -> None:
        """Remove what a process that died had written of rows that still wait.

        Raises Unavailable. What the lake holds may be remembered only after that.
        """
        for kind, table in INBOX_TABLES.items():
            waiting = numbers(inbox, table)
            if waiting is not None:
                self._clear(inbox, kind, waiting[0])
            self._clean.add((inbox.name, kind))

    def _look_for_unreadable(
        self, inbox: Inbox, kind: str, rows: list[InboxRow], error: Exception
    ) -> None:
        """Try half as many rows next; set a row aside that cannot be read by itself."""
        self._clear(inbox, kind, rows[0].number)
        if len(rows) > 1:
            self._sizes[inbox.name, kind] = len(rows) // 2
            return
        if self._set_aside[inbox.name] >= MOST_SET_ASIDE:
            raise InboxTrouble(
                f"{MOST_SET_ASIDE} rows of the inbox {inbox.place.file} could not be read and were"
                f" set aside, and there are more ({error!r}): they are left. See whether the"
                " catalogue and this version of Chirashi are those that wrote it, then restart"
            ) from error
        path = _aside(inbox, INBOX_TABLES[kind], rows[0])
        logger.error(UNREAD, rows[0].number, INBOX_TABLES[kind], inbox.place.file, path, error)
        self._set_aside[inbox.name] += 1
        self._counts[SET_ASIDE + INBOX_TABLES[kind]] += 1
        self._written[inbox.name, kind] = rows[0].number
        self._delete_written(inbox, kind)

    def _see_clean(self, inbox: Inbox, kind: str, first: int) -> None:
        if (inbox.name, kind) in self._clean:
            return
        is_remembered = (inbox.name, kind) not in self._failed
        if self._clear(inbox, kind, first) and is_remembered:
            raise OutOfStep(f"the inbox {inbox.name} was drained by halves: looking again")

    def _clear(self, inbox: Inbox, kind: str, first: int) -> bool:
        """Remove the files of rows from `first` on; return whether there were any."""
        has_found = False
        for table in TABLES[kind]:
            stems = self._lake.stems(table, prefix=f"{kind}-{inbox.name}-")
            names = [name for stem in stems if (name := drained_name(stem))]
            interrupted = {name.stem for name in names if name.last >= first}
            if interrupted:
                has_found = True
                self._lake.remove_named(table, interrupted)
        return has_found

    def _rows(self, inbox: Inbox, kind: str, through: int) -> list[InboxRow]:
        table, limit = INBOX_TABLES[kind], self._sizes.get((inbox.name, kind), MOST_ROWS)
        try:
            return inbox.rows(table, through=through, limit=limit, most_bytes=MOST_BYTES)
        except Unavailable as error:
            raise InboxTrouble(str(error)) from error

    def _delete_written(self, inbox: Inbox, kind: str) -> None:
        """Delete what lies in the lake, or beside the inbox, already; if need be once more."""
        last = self._written.get((inbox.name, kind))
        if last is None:
            return
        try:
            inbox.delete_through(INBOX_TABLES[kind], last)
        except Unavailable as error:
            raise InboxTrouble(str(error)) from error
        del self._written[inbox.name, kind]


def _aside(inbox: Inbox, table: str, row: InboxRow) -> Path:
    try:
        return set_aside(inbox.place, table, row)
    except Unavailable as error:
        raise InboxTrouble(str(error)) from error


def numbers(inbox: Inbox, table: str) -> tuple[int, int] | None:
    """Return the first and last number that waits. Raises InboxTrouble."""
    try:
        return inbox.numbers(table)
    except Unavailable as error:
        raise InboxTrouble(str(error)) from error

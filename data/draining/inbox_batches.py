"""Takes an inbox's rows out in batches, each deleted only when it lies in the lake."""

from collections.abc import Callable
from threading import Event

from data.inbox.inbox_reading import Inbox, InboxRow
from data.lake.drained_names import DECISIONS, EVENTS, TABLES, DrainedName, drained_name
from data.lake.lake_store import Lake
from recommender.errors import InboxTrouble, OutOfStep, Unavailable

MOST_ROWS = 10_000
MOST_BYTES = 2**23
"""Of one batch: some 90,000 events, or 280,000 slots."""
INBOX_TABLES = {DECISIONS: "decisions", EVENTS: "events"}
Write = Callable[[list[InboxRow], DrainedName], Callable[[], None]]
"""Writes rows to the lake under a name; what it returns is done once the rows are deleted."""


class InboxBatches:
    """Drains inboxes batch by batch, so that each row comes into the lake once."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._clean: set[tuple[str, str]] = set()
        self._failed: set[tuple[str, str]] = set()

    def drain(self, inbox: Inbox, kind: str, *, through: int, write: Write, stop: Event) -> None:
        """Write the rows of a kind up to a number and delete them, until it is to stop.

        Raises Unavailable; OutOfStep if what is remembered is to be looked up again.
        """
        while not stop.is_set() and (rows := self._rows(inbox, kind, through)):
            self._see_clean(inbox, kind, rows[0].number)
            self._clean.discard((inbox.name, kind))
            self._failed.add((inbox.name, kind))
            name = DrainedName(kind, inbox.name, rows[0].number, rows[-1].number)
            after = write(rows, name)
            self._delete(inbox, name)
            self._failed.discard((inbox.name, kind))
            self._clean.add((inbox.name, kind))
            after()

    def clear_interrupted(self, inbox: Inbox) -> None:
        """Remove what a process that died had written of rows that still wait.

        Raises Unavailable. What the lake holds may be remembered only after that.
        """
        for kind, table in INBOX_TABLES.items():
            waiting = numbers(inbox, table)
            if waiting is not None:
                self._clear(inbox, kind, waiting[0])
            self._clean.add((inbox.name, kind))

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
        table = INBOX_TABLES[kind]
        try:
            return inbox.rows(table, through=through, limit=MOST_ROWS, most_bytes=MOST_BYTES)
        except Unavailable as error:
            raise InboxTrouble(str(error)) from error

    def _delete(self, inbox: Inbox, name: DrainedName) -> None:
        try:
            inbox.delete_through(INBOX_TABLES[name.kind], name.last)
        except Unavailable as error:
            # Nobody knows whether the rows are still there.
            raise OutOfStep(str(error)) from error


def numbers(inbox: Inbox, table: str) -> tuple[int, int] | None:
    """Return the first and last number that waits. Raises InboxTrouble."""
    try:
        return inbox.numbers(table)
    except Unavailable as error:
        raise InboxTrouble(str(error)) from error

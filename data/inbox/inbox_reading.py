"""The keeper's side of the inboxes: what waits in them, taken out once it lies in the lake."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import Timeout

from data.inbox.inbox_file import ENDING, READABLE, InboxPlace, connected
from recommender.errors import Unavailable

MOST_BYTES = 2**26


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One committed group: its number, and the records as they were committed."""

    number: int
    body: bytes


class Inbox:
    """An inbox as the keeper reads it. Methods raise Unavailable if the file cannot be had."""

    def __init__(self, place: InboxPlace) -> None:
        self.place = place

    @property
    def name(self) -> str:
        """What the inbox's files are named by."""
        return self.place.name

    def version(self) -> int:
        """Return the version of its tables; only those of `inbox_file.READABLE` can be read."""
        with self._open() as connection:
            return int(connection.execute("PRAGMA user_version").fetchone()[0])

    def is_blank(self) -> bool:
        """Whether it has no tables yet: whoever made it died before they were there."""
        with self._open() as connection:
            return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None

    def numbers(self, table: str) -> tuple[int, int] | None:
        """Return the first and last number that a table holds, None if it is empty."""
        with self._open() as connection:
            query = f"SELECT min(id), max(id) FROM {table}"  # noqa: S608 - a name of ours
            first, last = connection.execute(query).fetchone()
        return None if first is None else (first, last)

    def rows(
        self, table: str, *, through: int, limit: int, most_bytes: int = MOST_BYTES
    ) -> list[InboxRow]:
        """Return the first rows of a table, up to the number `through` (included).

        At most `limit`; none after the one that brings them to `most_bytes`.
        """
        columns = "id, CAST(body AS BLOB)"
        query = f"SELECT {columns} FROM {table} WHERE id <= ? ORDER BY id LIMIT ?"  # noqa: S608
        with self._open() as connection:
            rows, size = [], 0
            for row in connection.execute(query, (through, limit)):
                rows.append(InboxRow(*row))
                size += len(row[1])
                if size >= most_bytes:
                    break
        return rows

    def delete_through(self, table: str, number: int) -> None:
        """Delete the rows up to a number (included), in one durable transaction."""
        with self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(f"DELETE FROM {table} WHERE id <= ?", (number,))  # noqa: S608
            connection.execute("COMMIT")

    def has_worker(self) -> bool:
        """Whether the worker that writes to it is alive."""
        lock = self.place.lock
        try:
            lock.acquire(timeout=0)
        except (Timeout, OSError):
            return True
        lock.release()
        return False

    def remove(self) -> None:
        """Delete the files of an inbox that is empty and whose worker is gone."""
        try:
            for path in self.place.files:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise Unavailable(f"{self.place.file} cannot be deleted: {error}") from error

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            # It would be made anew if it were missing: `mode` forbids that.
            if not self.place.file.exists():
                raise Unavailable(f"the inbox {self.place.file} is gone")
            with closing(connected(self.place)) as connection:
                yield connection
        except (sqlite3.Error, OSError) as error:
            raise Unavailable(f"the inbox {self.place.file} cannot be read: {error}") from error


def inboxes(folder: Path) -> list[Inbox]:
    """Return every inbox of a folder, the oldest first (names begin with the time)."""
    names = sorted(path.stem for path in folder.glob(f"*{ENDING}"))
    return [Inbox(InboxPlace(folder, name)) for name in names]


def is_readable(inbox: Inbox) -> bool:
    """Whether this version reads the inbox's tables. Raises Unavailable."""
    return inbox.version() in READABLE

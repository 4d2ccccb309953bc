"""One inbox: a SQLite file that one worker appends to and the keeper empties.

`<name>.inbox`, and beside it `<name>.lock`, held as long as its worker lives. A row is one group of
records, committed together. Rows are numbered for good (AUTOINCREMENT): plain row ids begin anew
once a table is empty, and a file of the lake is named by them.
"""

import os
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

VERSION = 2
"""Kept as `user_version`; one that bears none of those that are readable is not touched."""
READABLE = (1, VERSION)
"""Before the second, candidates were lists of numbers."""
PATIENCE_SECONDS = 5.0
TABLES = ("events", "decisions")
ENDING = ".inbox"
_CREATE = "CREATE TABLE {} (id INTEGER PRIMARY KEY AUTOINCREMENT, body BLOB NOT NULL)"


@dataclass(frozen=True, slots=True)
class InboxPlace:
    """Where the inbox of a name lies."""

    folder: Path
    name: str

    @property
    def file(self) -> Path:
        """The SQLite file."""
        return self.folder / f"{self.name}{ENDING}"

    @property
    def lock(self) -> FileLock:
        """The lock that the inbox's worker holds."""
        return FileLock(self.folder / f"{self.name}.lock", thread_local=False)

    @property
    def files(self) -> list[Path]:
        """Every file that belongs to the inbox; the SQLite file first."""
        endings = (ENDING, f"{ENDING}-wal", f"{ENDING}-shm", ".lock")
        return [self.folder / f"{self.name}{ending}" for ending in endings]


def new_name() -> str:
    """Return a name that no other worker takes and that sorts by time."""
    return f"{time.time_ns() // 1_000_000:012x}{os.urandom(10).hex()}"


def new_inbox(place: InboxPlace) -> sqlite3.Connection:
    """Make an inbox, durable to the last commit. Raises sqlite3.Error, OSError."""
    connection = connected(place)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    for table in TABLES:
        connection.execute(_CREATE.format(table))
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")
    return connection


def connected(place: InboxPlace) -> sqlite3.Connection:
    """Open an inbox. Each commit is synced: what was committed survives a loss of power."""
    connection = sqlite3.connect(
        place.file, timeout=PATIENCE_SECONDS, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA synchronous = FULL")
    return connection

"""How far an import came, and which slots it wrote: on disk, so that it can go on."""

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from recommender.errors import Unavailable

ASKED_AT_ONCE = 500
TABLES = """
    CREATE TABLE IF NOT EXISTS came (
        line INTEGER, "offset" INTEGER, accepted INTEGER, rejected INTEGER, impressions INTEGER,
        clicks INTEGER, rejected_bytes INTEGER, finished INTEGER
    );
    CREATE TABLE IF NOT EXISTS seen (key BLOB PRIMARY KEY) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """How far an import came: lines and bytes read, what was taken in, and what was not."""

    line: int = 0
    offset: int = 0
    accepted: int = 0
    rejected: int = 0
    impressions: int = 0
    clicks: int = 0
    rejected_bytes: int = 0
    finished: int = 0


class ImportState:
    """The state of one import, a small SQLite file; a batch's rows are kept with its progress."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._connection.executescript(TABLES)

    def came(self) -> Came:
        """Return how far the import came: nowhere, at first."""
        row = self._connection.execute("SELECT * FROM came").fetchone()
        return Came(**dict(zip(asdict(Came()), row, strict=True))) if row else Came()

    def begin(self) -> None:
        """Begin a batch: until `keep`, whatever is noted is forgotten by a crash."""
        self._connection.execute("BEGIN IMMEDIATE")

    def keep(self, came: Came) -> None:
        """End a batch that is in the lake."""
        values = asdict(came)
        self._connection.execute("DELETE FROM came")
        marks = ", ".join("?" * len(values))
        self._connection.execute(f"INSERT INTO came VALUES ({marks})", list(values.values()))  # noqa: S608
        self._connection.execute("COMMIT")

    def forget(self) -> None:
        """Begin anew."""
        self._connection.executescript("DELETE FROM came; DELETE FROM seen;")

    def first_of(self, names: Sequence[str]) -> NDArray[np.bool_]:
        """Note names [n] and return where each was met for the first time in this import."""
        keys = [hashlib.blake2b(name.encode(), digest_size=16).digest() for name in names]
        known = self._known(keys)
        first = np.zeros(len(keys), dtype=np.bool_)
        for row, key in enumerate(keys):
            first[row] = key not in known
            known.add(key)
        new = [(keys[row],) for row in np.flatnonzero(first)]
        self._connection.executemany("INSERT INTO seen VALUES (?)", new)
        return first

    def _known(self, keys: Sequence[bytes]) -> set[bytes]:
        known: set[bytes] = set()
        for start in range(0, len(keys), ASKED_AT_ONCE):
            part = keys[start : start + ASKED_AT_ONCE]
            marks = ", ".join("?" * len(part))
            asked = f"SELECT key FROM seen WHERE key IN ({marks})"  # noqa: S608
            known.update(row[0] for row in self._connection.execute(asked, part))
        return known


@contextmanager
def open_state(path: Path) -> Iterator[ImportState]:
    """Open a state; at the end a batch that was begun and not kept is forgotten.

    Its folder must be there. Raises Unavailable if its file is spoilt or the disk refuses.
    """
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            yield ImportState(connection)
    except sqlite3.Error as error:
        message = f"{path} cannot be used ({error}): free some space, or delete it; then import"
        raise Unavailable(f"{message} again, no line is taken in twice") from error


def slot_names(accepted: pa.Table) -> list[str]:
    """Return a name for each line's slot: decision, placement and position."""
    rows = zip(
        *(accepted[name].to_pylist() for name in ("id", "placement", "position")), strict=True
    )
    return [f"{decision}\0{position}\0{placement}" for decision, placement, position in rows]

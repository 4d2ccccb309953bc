"""Prepares SQLite's connections: durable, patient, and never on a file that was replaced."""

import os
import sqlite3
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

FileIdentity = tuple[int, int]


def prepare_sqlite(engine: Engine, *, patience_ms: int) -> None:
    """Make every connection of the engine open an existing file in WAL, fsynced at each commit."""
    path = str(engine.url.database)

    def connect(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        # SQLAlchemy begins and ends transactions; the driver must not do so by itself.
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout = {patience_ms:d}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")
        record.info["file"] = _identity_of(path)
        record.info["still"] = _lies_still(path)

    def check(_connection: Any, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
        # SQLite goes on writing into a deleted file without an error: the rows would be lost.
        if record.info.get("file") != _identity_of(path):
            raise DisconnectionError(f"{path} is not the file that was opened")
        if record.info.get("still") and not _lies_still(path):
            raise DisconnectionError(f"{path} is written again")

    event.listen(engine, "do_connect", _opening(path))
    event.listen(engine, "connect", connect)
    event.listen(engine, "checkout", check)


def _opening(path: str) -> Any:
    """SQLite would silently create an empty database where the publisher's has gone."""

    def connect(
        _dialect: Any, _record: Any, _places: list[Any], options: dict[str, Any]
    ) -> sqlite3.Connection | None:
        if _identity_of(path) is None:
            raise sqlite3.OperationalError(f"unable to open database file {path}")
        if not _lies_still(path):
            return None
        address = f"file:{quote(path)}?mode=ro&immutable=1"
        still: sqlite3.Connection = sqlite3.connect(address, uri=True, **options)
        return still

    return connect


def _lies_still(path: str) -> bool:
    """Whether nobody can be writing: we may not, and a writer would have a log beside the file.

    Even to read, SQLite must make files beside one in WAL, unless it is told that it lies still.
    """
    may_write = os.access(os.path.dirname(path) or ".", os.W_OK)
    return not may_write and not os.path.exists(f"{path}-wal")


def _identity_of(path: str) -> FileIdentity | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino

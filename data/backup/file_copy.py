"""Copies one file, or one SQLite database that is in use, durably and with its digest."""

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from recommender.errors import Unavailable

CHUNK = 2**20
SQLITE = b"SQLite format 3\0"
PATIENCE_SECONDS = 30.0
PRIVATE = 0o700
Told = tuple[int, str]
"""A file's size and digest."""


@contextmanager
def copying_to(folder: Path) -> Iterator[None]:
    """Raise Unavailable, saying what to do, if what is done inside is refused."""
    try:
        yield
    except OSError as error:
        at = f" ({error.filename})" if error.filename else ""
        reason = error.strerror or str(error)
        message = f"copying to {folder} failed: {reason}{at}. See that it has room and may be"
        raise Unavailable(f"{message} written, empty it and begin again") from error


def copy_file(source: Path, target: Path) -> Told:
    """Copy a file with its mode. Raises FileNotFoundError if it is gone, OSError."""
    with source.open("rb") as stream:
        told = copy_stream(lambda: stream.read(CHUNK), target)
        target.chmod(os.fstat(stream.fileno()).st_mode & 0o777)
    return told


def copy_stream(read: Callable[[], bytes], target: Path) -> Told:
    """Write what `read` gives until it gives nothing, and see that it is on the disk."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE)
    digest, size = hashlib.blake2b(digest_size=16), 0
    with target.open("wb") as copy:
        while chunk := read():
            copy.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        copy.flush()
        os.fsync(copy.fileno())
    return size, digest.hexdigest()


def copy_database(source: Path, target: Path) -> Told:
    """Copy a SQLite database as of one moment, whoever writes to it. Raises OSError."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE)
    source.stat()
    try:
        with (
            closing(_opened(source)) as original,
            closing(sqlite3.connect(target, isolation_level=None)) as copy,
        ):
            original.backup(copy)
            # One file, without a log beside it.
            copy.execute("PRAGMA journal_mode = DELETE").fetchall()
    except sqlite3.Error as error:
        source.stat()
        raise OSError(None, f"the database cannot be copied: {error}", str(source)) from error
    return told_of(target)


def is_database(path: Path) -> bool:
    """Whether a file is a SQLite database, by its first bytes."""
    with path.open("rb") as stream:
        return stream.read(len(SQLITE)) == SQLITE


def told_of(path: Path) -> Told:
    """Return a file's size and digest. Raises OSError."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16))
        return stream.tell(), digest.hexdigest()


def _opened(path: Path) -> sqlite3.Connection:
    # `rw`: a database that has just gone is not made anew, empty.
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=PATIENCE_SECONDS
    )

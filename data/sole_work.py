"""Work that only one process may do at a time: whoever holds the lock file does it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from data.durable_files import make_folder, writing_to
from recommender.errors import Busy

LOCK_SECONDS = 5.0


@contextmanager
def changing(folder: Path) -> Iterator[None]:
    """Change a folder that others may change, too, made if need be: one after the other.

    Raises Busy if another takes its time, Unavailable if the disk refuses.
    """
    busy = f"another process is changing {folder}; try again"
    with writing_to(folder):
        make_folder(folder)
    with (
        alone(folder / ".lock", patience_seconds=LOCK_SECONDS, busy=busy),
        writing_to(folder),
    ):
        yield


@contextmanager
def alone(lock_file: Path, *, patience_seconds: float, busy: str) -> Iterator[None]:
    """Hold the lock file, its folder made if need be; a process that dies lets it go.

    Raises Busy with the sentence `busy` if another holds it, Unavailable if the disk refuses.
    """
    lock = FileLock(lock_file)
    with writing_to(lock_file.parent):
        lock_file.parent.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=patience_seconds)
        except Timeout as error:
            raise Busy(busy) from error
    try:
        yield
    finally:
        lock.release()


def is_held(lock_file: Path) -> bool:
    """Whether a process holds the lock; it is neither made nor waited for. Raises OSError."""
    try:
        descriptor = os.open(lock_file, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False

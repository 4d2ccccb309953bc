"""Files that are on the disk, whole, before anybody is told that they are."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from recommender.errors import Unavailable

DRAFT = ".draft"
"""How drafts end; one that stays behind after a crash may be deleted."""


@contextmanager
def writing_to(folder: Path) -> Iterator[None]:
    """Raise Unavailable, saying what to do, if the disk refuses what is done inside."""
    try:
        yield
    except OSError as error:
        raise Unavailable(
            f"{folder} cannot be written ({error.strerror}): see that this user may write there and"
            " that the disk has room, or set CHIRASHI_HOME to another folder"
        ) from error


def write_durably(path: Path, content: bytes | memoryview) -> None:
    """Write a file that nobody reads yet. Raises OSError."""
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def replace_durably(path: Path, content: bytes | memoryview) -> None:
    """Write a file so that readers see the one before or this one, whole. Raises OSError."""
    with replacing(path) as stream:
        stream.write(content)


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Give a stream to write a file to that appears, whole, when nothing failed. Raises OSError."""
    draft = path.with_name(f".{path.name}.{os.getpid()}{DRAFT}")
    try:
        with draft.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, so that they last. Raises OSError.

    A file that was synced is lost all the same if its folder's own name is.
    """
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for made in missing:
        sync_folder(made.parent)


def sync_folder(folder: Path) -> None:
    """Make what was renamed in a folder last: a rename is durable only once its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

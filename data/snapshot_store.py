"""Publishes named arrays and blobs to readers in other processes, whole or not at all.

A snapshot is `<number>.json`, which lists files; what has not changed since the snapshot before is
listed again instead of written. `current` names the snapshot to read, by an atomic rename. Readers
map the files; on POSIX a mapped file may be deleted, so old ones go without asking.
"""

import json
import os
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib.format import write_array
from numpy.typing import NDArray

from data.durable_files import DRAFT, replace_durably, write_durably
from recommender.errors import Unavailable

Array = NDArray[Any]
FORMAT = 1
KEPT = 4
"""Snapshots kept, so that a reader who has just read `current` still finds its files."""
LARGEST_NUMBER = 2**32 - 1
"""Tokens and logs hold no larger one."""
_NUMBER = re.compile(r"[0-9]{1,10}")
_UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class StoredSnapshot:
    """A snapshot as mapped from disk, read-only."""

    number: int
    arrays: Mapping[str, Array]
    blobs: Mapping[str, memoryview]
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Written:
    """A file that stands; `content` is kept to see by identity that it has not changed."""

    file: str
    size: int
    content: object


class SnapshotStore:
    """One writer (the keeper) and any number of readers of a folder."""

    def __init__(self, folder: Path, *, clock_seconds: Callable[[], float] = time.time) -> None:
        self.folder = folder
        self._clock_seconds = clock_seconds
        self._last_number = 0
        self._pointer = folder / "current"
        self._written: dict[str, _Written] = {}

    def publish(
        self,
        arrays: Mapping[str, Array],
        *,
        blobs: Mapping[str, bytes],
        facts: Mapping[str, Any],
    ) -> int:
        """Write a snapshot and point readers to it; return its number. Raises Unavailable.

        It bears `next_number()`, as long as no other process writes. The very object published
        before under a name is not written again: never change one.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            number = self.next_number()
            contents: dict[str, object] = {**arrays, **blobs}
            written = {name: self._file_of(name, contents[name], number) for name in contents}
            manifest = {
                "format": FORMAT,
                "number": number,
                "arrays": {name: _listed(written[name]) for name in arrays},
                "blobs": {name: _listed(written[name]) for name in blobs},
                "facts": facts,
            }
            text = json.dumps(manifest, ensure_ascii=False, separators=(",", ":"))
            replace_durably(self.folder / f"{number}.json", text.encode())
            replace_durably(self._pointer, str(number).encode())
        except OSError as error:
            raise Unavailable(f"no snapshot can be written to {self.folder}: {error}") from error
        self._written, self._last_number = written, number
        self._remove_old(number)
        return number

    def pointer_state(self) -> tuple[int, int] | None:
        """Return what changes whenever another snapshot becomes current: one `stat`."""
        try:
            found = self._pointer.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns

    def current(self) -> int | None:
        """Return the number of the current snapshot, or None before the first."""
        try:
            text = self._pointer.read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError):
            return None
        return _number(text)

    def read(self, number: int) -> StoredSnapshot:
        """Map a snapshot. Raises Unavailable if it is missing, cut short or of another format."""
        try:
            manifest = self._manifest(number)
            return StoredSnapshot(
                number=int(manifest["number"]),
                arrays={
                    name: _mapped_array(self._checked(entry))
                    for name, entry in manifest["arrays"].items()
                },
                blobs={
                    name: _mapped(self._checked(entry)) for name, entry in manifest["blobs"].items()
                },
                facts=manifest["facts"],
            )
        except _UNREADABLE as error:
            raise Unavailable(f"snapshot {number} cannot be read: {error}") from error

    def numbers(self) -> list[int]:
        """Return the numbers of all snapshots that are listed, newest first."""
        found = (_number(path.stem) for path in self.folder.glob("*.json"))
        return sorted((number for number in found if number is not None), reverse=True)

    def is_whole(self, number: int) -> bool:
        """Whether a snapshot is of this format and its files all stand, at their full length."""
        try:
            manifest = self._manifest(number)
            for entry in (*manifest["arrays"].values(), *manifest["blobs"].values()):
                self._checked(entry)
        except _UNREADABLE:
            return False
        return True

    def newest_whole(self) -> int | None:
        """Return the current snapshot's number, or the newest before it that is whole, or None."""
        current = self.current()
        numbers = [number for number in (current, *self.numbers()) if number is not None]
        return next((number for number in numbers if self.is_whole(number)), None)

    def forget_written(self) -> None:
        """Write everything anew at the next publication, because a file was found spoilt."""
        self._written = {}

    def next_number(self) -> int:
        """Return the number of the snapshot that is published next.

        An empty folder counts on from the clock: readers and logs may still know what was deleted.
        """
        found = max(self.current() or 0, *self.numbers()[:1], self._last_number)
        self._last_number = found or int(self._clock_seconds())
        return self._last_number + 1

    def renumber(self) -> None:
        """Let the current snapshot bear a number that nobody knows yet: after a restore.

        Tokens and logs may bear later numbers than it does, given out since it was copied.
        Raises OSError.
        """
        current = self.newest_whole()
        if current is None:
            return
        number = max(current, *self.numbers()[:1], int(self._clock_seconds())) + 1
        manifest = self._manifest(current) | {"number": number}
        text = json.dumps(manifest, ensure_ascii=False, separators=(",", ":"))
        replace_durably(self.folder / f"{number}.json", text.encode())
        replace_durably(self._pointer, str(number).encode())

    def _manifest(self, number: int) -> dict[str, Any]:
        path = self.folder / f"{number}.json"
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            raise ValueError(f"format {manifest['format']!r} is not {FORMAT}")
        return manifest

    def _file_of(self, name: str, content: object, number: int) -> _Written:
        before = self._written.get(name)
        if before is not None and before.content is content:
            return before
        if isinstance(content, bytes):
            path = self.folder / f"{number}-{name}.bin"
            write_durably(path, content)
        else:
            path = self.folder / f"{number}-{name}.npy"
            _write_array(path, np.asarray(content))
        return _Written(path.name, path.stat().st_size, content)

    def _checked(self, entry: tuple[str, int]) -> Path:
        file, size = entry
        path = self.folder / Path(file).name
        if (found := path.stat().st_size) != size:
            raise ValueError(f"{path.name} has {found} bytes instead of {size}")
        return path

    def _remove_old(self, number: int) -> None:
        kept = [at for at in self.numbers() if at <= number][:KEPT]
        wanted = {"current"} | {f"{at}.json" for at in kept}
        for at in kept:
            wanted |= self.files_of(at)
        for path in self.folder.iterdir():
            if path.name not in wanted and path.suffix in (".npy", ".bin", ".json", DRAFT):
                path.unlink(missing_ok=True)

    def files_of(self, number: int) -> set[str]:
        """Return the names of a snapshot's files beside its own, none if it cannot be read."""
        try:
            manifest = json.loads((self.folder / f"{number}.json").read_text(encoding="utf-8"))
            entries = (*manifest["arrays"].values(), *manifest["blobs"].values())
            return {file for file, _ in entries}
        except _UNREADABLE:
            return set()


def _number(text: str) -> int | None:
    """Return the number that a pointer or a file name bears, None if it is none of ours."""
    number = int(text) if _NUMBER.fullmatch(text) else LARGEST_NUMBER
    return number if number < LARGEST_NUMBER else None


def _listed(written: _Written) -> tuple[str, int]:
    return written.file, written.size


def _write_array(path: Path, array: Array) -> None:
    with path.open("wb") as handle:
        write_array(handle, array, allow_pickle=False)
        handle.flush()
        os.fsync(handle.fileno())


def _mapped_array(path: Path) -> Array:
    # A plain array over the same pages: the class of mapped arrays makes each indexing slow.
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))


def _mapped(path: Path) -> memoryview:
    if not path.stat().st_size:
        return memoryview(b"")
    with path.open("rb") as handle:
        return memoryview(mmap(handle.fileno(), 0, access=ACCESS_READ))

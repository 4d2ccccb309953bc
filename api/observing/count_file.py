"""A process's counts in a file of its own, which the others read; it outlives the process.

The file has its full length from the beginning, so that a disk that fills up later stops nobody
from counting, and holds the last two tellings, so that one that was cut short does no harm.
"""

import fcntl
import os
import struct
import zlib
from errno import ENOSPC
from pathlib import Path

from data.inbox.inbox_file import new_name

ENDING = ".counts"
SLOT_BYTES = 65_536
_HEAD = struct.Struct(">QII")
"""Which telling it is, the length of its content, and a sum that shows whether it is whole."""


class CountFile:
    """Written by one process, which holds a lock on it as long as it lives."""

    def __init__(self, folder: Path) -> None:
        """Make the file. Raises OSError."""
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"{new_name()}{ENDING}"
        self._telling = 0
        draft = self.path.with_suffix(".new")
        self._descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o640)
        try:
            # Seen only when it is locked: until then it would look like one of the dead.
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.pwrite(self._descriptor, bytes(2 * SLOT_BYTES), 0) < 2 * SLOT_BYTES:
                raise OSError(ENOSPC, "there is no room for a file of counts")
            draft.rename(self.path)
        except OSError:
            os.close(self._descriptor)
            draft.unlink(missing_ok=True)
            raise

    def write(self, content: bytes) -> None:
        """Replace the telling before the last. Raises OSError, ValueError if it is too long."""
        if len(content) > SLOT_BYTES - _HEAD.size:
            raise ValueError(f"{len(content)} bytes of counts are more than a file takes")
        self._telling += 1
        head = _HEAD.pack(self._telling, len(content), zlib.crc32(content))
        os.pwrite(self._descriptor, head + content, SLOT_BYTES * (self._telling % 2))

    def close(self) -> None:
        """Let the file go: whoever reads next adds it to what the dead have counted."""
        os.close(self._descriptor)


def read_count_file(path: Path) -> bytes:
    """Return the last whole telling, nothing before the first. Raises OSError."""
    found = path.read_bytes()
    slots = (found[:SLOT_BYTES], found[SLOT_BYTES : 2 * SLOT_BYTES])
    return max(map(_telling, slots))[1]


def _telling(slot: bytes) -> tuple[int, bytes]:
    """Return the number and content of a telling; number 0 if it is not whole."""
    if len(slot) < _HEAD.size:
        return 0, b""
    number, length, whole = _HEAD.unpack_from(slot)
    content = slot[_HEAD.size : _HEAD.size + length]
    if not length or len(content) != length or zlib.crc32(content) != whole:
        return 0, b""
    return number, content

"""What a disk does by itself: how many appends of one page it makes durable in a second."""

import os
import time
from pathlib import Path

PAGE = os.urandom(4096)


def syncs_a_second(folder: Path, *, seconds: float = 2.0) -> float:
    """Append and sync one page at a time, and return how often that went."""
    path = folder / "syncs"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        count, started = 0, time.perf_counter()
        while (taken := time.perf_counter() - started) < seconds:
            os.write(descriptor, PAGE)
            os.fdatasync(descriptor)
            count += 1
        return count / taken
    finally:
        os.close(descriptor)
        path.unlink()


def file_system(folder: Path) -> str:
    """Return the kind of file system that a folder lies on."""
    found, best = "unknown", -1
    for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines():
        _, place, kind, *_ = line.split()
        if folder.resolve().is_relative_to(place) and len(place) > best:
            found, best = kind, len(place)
    return found

"""What all processes of a home have counted, the dead ones too: it never goes back.

Files of the dead are added up in `total`, which names them until they are deleted: whatever is
interrupted between, nothing is counted twice.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from api.observing.count_content import Facts, Told, packed, unpacked
from api.observing.count_file import ENDING, read_count_file
from api.observing.counts import Counts
from data.sole_work import is_held

TOTAL = "total"
LOCK = ".lock"
_MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Totals:
    """The sum of all counts, and the facts of each process that lives."""

    counts: Counts
    living: tuple[Facts, ...]


def totals(folder: Path) -> Totals:
    """Add up what was counted. Raises OSError if the folder cannot be read."""
    with _alone(folder):
        dead = _total(folder)
        merged = set(dead.facts.get(_MERGED, ()))
        counts, living, gone = Counts(), [], []
        for path in sorted(folder.glob(f"*{ENDING}")):
            is_alive = is_held(path)
            told = unpacked(read_count_file(path)) or Told()
            if is_alive:
                counts.add(told.counts)
                living.append(told.facts)
            else:
                gone.append(path)
                if path.name not in merged:
                    dead.counts.add(told.counts)
        if gone:
            _bury(folder, dead.counts, gone)
        counts.add(dead.counts)
    return Totals(counts, tuple(living))


def _total(folder: Path) -> Told:
    try:
        return unpacked((folder / TOTAL).read_bytes()) or Told()
    except FileNotFoundError:
        return Told()


def _bury(folder: Path, counts: Counts, gone: list[Path]) -> None:
    """Keep the sum of the dead instead of their files; on a full disk those stay."""
    draft = folder / f"{TOTAL}.new"
    try:
        draft.write_bytes(packed(Told(counts, {_MERGED: [path.name for path in gone]})))
        draft.replace(folder / TOTAL)
        for path in gone:
            path.unlink(missing_ok=True)
    except OSError:
        return


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other readers from merging meanwhile; where nothing can be written, nobody merges."""
    try:
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o640)
    except OSError:
        yield
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)

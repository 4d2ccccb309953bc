"""Copies a lake while the keeper writes to it and merges it: what readers see at one moment."""

from pathlib import Path

from data.backup.file_copy import CHUNK, Told, copy_stream
from data.lake.lake_files import LakeFiles
from recommender.errors import Unavailable

TABLES = (
    "events",
    "report_counts",
    "report_sums",
    "candidates",
    "exploration",
    "unfilled",
    "slots",
    "decisions",
    "articles",
    "promos",
)
"""In an order in which what is copied refers only to what is copied later."""
LISTINGS = 50


def copy_lake(files: LakeFiles, folder: Path) -> dict[str, Told]:
    """Copy every table; return the copies by their paths. Raises Unavailable, OSError."""
    found: dict[str, Told] = {}
    for table in TABLES:
        found |= _copy_table(files, table, folder)
    return found


def _copy_table(files: LakeFiles, table: str, folder: Path) -> dict[str, Told]:
    """Copy what is listed, again and again until nothing of it went away meanwhile.

    What was merged meanwhile is copied as it is now, and what it was made of is dropped again.
    """
    copied: dict[str, Told] = {}
    for _ in range(LISTINGS):
        listed = [path.removeprefix(f"{files.root}/") for path in _listed(files, table)]
        for path in set(copied) - set(listed):
            (folder / path).unlink()
            del copied[path]
        missing = [path for path in listed if path not in copied]
        if all(_copy(files, path, folder, copied) for path in missing):
            return copied
    raise Unavailable(f"the files of {table} change faster than they can be copied: try again")


def _listed(files: LakeFiles, table: str) -> list[str]:
    return files.paths(table, since=None, until=None)


def _copy(files: LakeFiles, path: str, folder: Path, copied: dict[str, Told]) -> bool:
    """Copy a file; return whether it was still there."""
    try:
        with files.system.open_input_stream(f"{files.root}/{path}") as stream:
            copied[path] = copy_stream(lambda: stream.read(CHUNK), folder / path)
    except FileNotFoundError:
        return False
    return True

"""Rows of inboxes that nobody can read, each a file beside the inboxes: nothing is thrown away."""

from pathlib import Path

from data.durable_files import make_folder, replace_durably, writing_to
from data.inbox.inbox_file import InboxPlace
from data.inbox.inbox_reading import InboxRow

FOLDER = "set-aside"
ENDING = ".row"


def set_aside(place: InboxPlace, table: str, row: InboxRow) -> Path:
    """Write a row's bytes to a file, durable when this returns; again, it is the same file.

    Raises Unavailable if the disk refuses.
    """
    folder = place.folder / FOLDER
    path = folder / f"{place.name}-{table}-{row.number}{ENDING}"
    with writing_to(folder):
        make_folder(folder)
        replace_durably(path, row.body)
    return path


def rows_set_aside(inboxes: Path) -> list[Path]:
    """Return the files of all rows that were set aside, the oldest inbox first."""
    return sorted((inboxes / FOLDER).glob(f"*{ENDING}"))

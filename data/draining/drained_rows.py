"""Whether the rows that a file of the lake holds may still wait in an inbox."""

from pathlib import Path

from data.draining.inbox_batches import INBOX_TABLES
from data.inbox.inbox_file import InboxPlace
from data.inbox.inbox_reading import Inbox
from data.lake.drained_names import drained_name
from recommender.errors import Unavailable


class DrainedRows:
    """One look at the inboxes of a folder: each is opened once, when a file of its is asked for.

    A file whose rows still wait may be taken out of the lake and written again: only the drain may
    touch it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._through: dict[tuple[str, str], int] = {}

    def hold(self, stem: str) -> bool:
        """Whether no row of the file of this name (without its ending) waits any more."""
        name = drained_name(stem)
        if name is None:
            return True
        key = (name.inbox, INBOX_TABLES[name.kind])
        if key not in self._through:
            self._through[key] = self._drained_through(*key)
        return name.last <= self._through[key]

    def _drained_through(self, inbox: str, table: str) -> int:
        """Return the last row that is surely drained."""
        place = InboxPlace(self._folder, inbox)
        if not place.file.exists():
            return 2**63
        try:
            waiting = Inbox(place).numbers(table)
        except Unavailable:
            return -1
        return 2**63 if waiting is None else waiting[0] - 1

"""An inbox that is being written: a file of its own, with its lock held."""

import logging
import os
import sqlite3
from pathlib import Path

from filelock import FileLock

from data.durable_files import make_folder
from data.inbox.inbox_file import InboxPlace, new_inbox, new_name

FAILURES = (sqlite3.Error, OSError)
"""What a disk raises that refuses."""
logger = logging.getLogger(__name__)


class OpenInbox:
    """An inbox file with its lock held. Raises sqlite3.Error, OSError if there can be none."""

    def __init__(self, folder: Path) -> None:
        make_folder(folder)
        self._place = InboxPlace(folder, new_name())
        self._lock: FileLock = self._place.lock
        # Held before the file is there, so that the keeper never takes it for an orphan.
        self._lock.acquire(timeout=0)
        try:
            self.connection = new_inbox(self._place)
            self.groups = 0
            self._inode = self._place.file.stat().st_ino
        except FAILURES:
            self._abandon()
            raise

    @property
    def file(self) -> Path:
        """The file."""
        return self._place.file

    def is_there(self) -> bool:
        """Whether the file is still the one opened: SQLite would go on writing to a deleted one."""
        try:
            return os.stat(self._place.file).st_ino == self._inode
        except OSError:
            return False

    def close(self) -> None:
        """Let go of file and lock: from now on the keeper takes it for an orphan."""
        try:
            self.connection.close()
        except sqlite3.Error as error:
            logger.warning("the inbox %s was not closed well: %s", self._place.name, error)
        finally:
            self._lock.release()

    def _abandon(self) -> None:
        for path in self._place.files:
            path.unlink(missing_ok=True)
        self._lock.release()

"""One table's files as the keeper changes them: hidden, shown, retired, deleted; in safe order."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from data.lake.hidden_files import FILE, HiddenFiles, Retired, as_bytes
from data.lake.lake_files import LakeFiles, day_of

RETIRED_FOR = timedelta(minutes=30)
"""How long a file that was hidden stays, for those who listed it before and are still reading."""


class TableShelf:
    """The files of a table. Whatever is interrupted, readers meet each row once."""

    def __init__(self, files: LakeFiles, table: str) -> None:
        self._files = files
        self.table = table

    def paths(self, *, until: date | None = None) -> list[str]:
        """Return the files that readers see, up to a day (included)."""
        return self._files.paths(self.table, since=None, until=until)

    def begin(self, names: Sequence[str]) -> None:
        """Hide names that are to be written."""
        self._put(self._hidden().writing(names))

    def switch(self, old: Sequence[str], *, now: datetime) -> None:
        """Show what was being written and hide `old`, at one stroke."""
        self._put(self._hidden().switched(old, now=now))

    def retire(self, paths: Iterable[str], *, now: datetime) -> None:
        """Hide files, by their full paths, for good."""
        folder = f"{self._files.root}/{self.table}/"
        self.switch([path.removeprefix(folder) for path in paths], now=now)

    def drop_interrupted(self) -> int:
        """Delete what was being written when it was interrupted; return how many names."""
        hidden = self._hidden()
        if hidden.being_written:
            self._delete(hidden.being_written)
            self._put(hidden.without_written())
        return len(hidden.being_written)

    def delete_retired(self, now: datetime) -> Retired | None:
        """Delete the first group that has been hidden for long enough and return it, else None."""
        hidden = self._hidden()
        for group in hidden.retired:
            if now - group.since >= RETIRED_FOR:
                self._delete(group.files)
                self._put(hidden.without(group))
                return group
        return None

    def _hidden(self) -> HiddenFiles:
        return self._files.hidden(self.table)

    def _put(self, hidden: HiddenFiles) -> None:
        self._files.write_content(f"{self.table}/{FILE}", as_bytes(hidden))

    def _delete(self, names: Iterable[str]) -> None:
        for name in names:
            self._files.delete_if_there(f"{self._files.root}/{self.table}/{name}")
        if self._files.is_folder:
            self._drop_empty({Path(self._files.root, self.table, name).parent for name in names})

    def _drop_empty(self, folders: Iterable[Path]) -> None:
        newest = max((day_of(path) for path in self.paths()), default=date.min)
        for folder in folders:
            # The drain may be about to write to a younger one.
            if day_of(str(folder)) < newest - timedelta(days=2):
                _remove_folder(folder)


def _remove_folder(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:
        return

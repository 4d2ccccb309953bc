"""A backup of a home while it serves: nothing that was acknowledged before is missing from it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url

from data.backup.backup_manifest import (
    DATABASE,
    HOME,
    LAKE,
    BackupManifest,
    write_manifest,
)
from data.backup.file_copy import PRIVATE, Told, copy_database, copy_file, copying_to, is_database
from data.backup.lake_copy import copy_lake
from data.durable_files import DRAFT
from data.lake.lake_files import open_files
from data.snapshot_store import SnapshotStore
from data.storage_settings import StorageSettings
from recommender.errors import Invalid, Unavailable

PASSED_OVER = (".lock", DRAFT, "-wal", "-shm", "-journal", ".new", ".part")
"""How files end that only mean something to the process that made them."""
SNAPSHOT_TRIES = 20


@dataclass(slots=True)
class HomeBackup:
    """Copies a home into an empty folder."""

    settings: StorageSettings
    folder: Path
    files: dict[str, Told] = field(default_factory=dict)
    apart: list[str] = field(default_factory=list)

    def run(self, now: datetime) -> BackupManifest:
        """Copy everything and return what the backup holds. Raises Invalid, Unavailable."""
        home = self.settings.home
        if not home.is_dir():
            raise Invalid(f"there is no home {home}: set CHIRASHI_HOME")
        with copying_to(self.folder):
            _make_empty(self.folder, home)
            # Before the inboxes: nothing that waits in those copies was learned already.
            self._copy_all(self.settings.cross_states)
            self._copy_all(self.settings.online_states)
            # Then they: what leaves an inbox from now on is found in the lake, copied last.
            self._copy_all(self.settings.inboxes)
            self._copy_main_database()
            # What is live is named by a file that must not be newer than the models.
            self._copy_file(self.settings.models / "live.json")
            self._copy_all(home, but=self._copied_apart())
            self._copy_snapshot()
            copied = copy_lake(open_files(self.settings.lake_url), self.folder / LAKE)
            self.files |= {f"{LAKE}/{path}": told for path, told in copied.items()}
            manifest = BackupManifest(
                begun_at=now.isoformat(), files=self.files, apart=tuple(self.apart)
            )
            write_manifest(self.folder, manifest)
        return manifest

    def _copied_apart(self) -> tuple[Path, ...]:
        """Return what was copied by now, and what the keeper makes anew."""
        settings = self.settings
        learned = (settings.cross_states, settings.online_states, settings.online)
        return (settings.inboxes, settings.snapshots, *learned)

    def _copy_main_database(self) -> None:
        """Copy the database after the inboxes: it knows every number that stands in them."""
        url = make_url(self.settings.database_url)
        if url.get_backend_name() != "sqlite":
            self.apart.append(f"the database {url.render_as_string(hide_password=True)}")
            return
        path = Path(str(url.database))
        if path.is_relative_to(self.settings.home):
            self._copy_file(path)
        else:
            self.files[f"{DATABASE}/{path.name}"] = copy_database(
                path, self.folder / DATABASE / path.name
            )

    def _copy_all(self, folder: Path, *, but: tuple[Path, ...] = ()) -> None:
        for path in _files_in(folder, but=(*but, *self._lake_in_home())):
            self._copy_file(path)

    def _copy_file(self, path: Path) -> None:
        """Copy a file of the home, once; one that is gone meanwhile needs no copy."""
        name = f"{HOME}/{path.relative_to(self.settings.home).as_posix()}"
        if name in self.files:
            return
        try:
            copy: Callable[[Path, Path], Told] = copy_database if is_database(path) else copy_file
            self.files[name] = copy(path, self.folder / name)
        except FileNotFoundError:
            (self.folder / name).unlink(missing_ok=True)

    def _copy_snapshot(self) -> None:
        """Copy the snapshot that serves: tokens bear its number, and its list of models."""
        store = SnapshotStore(self.settings.snapshots)
        # What was counted goes on in a restored home, which has an id of its own.
        for name in ("drain.state", "keeping.state"):
            self._copy_file(store.folder / name)
        for _ in range(SNAPSHOT_TRIES):
            number = store.newest_whole()
            if number is None:
                return
            names = [f"{number}.json", *sorted(store.files_of(number))]
            for name in names:
                self._copy_file(self.settings.snapshots / name)
            copied = {f"{HOME}/{self._in_home(store.folder / name)}" for name in names}
            if copied <= self.files.keys():
                return
            self._drop(copied)
        raise Unavailable(f"snapshots in {store.folder} change faster than they can be copied")

    def _drop(self, names: set[str]) -> None:
        for name in names & self.files.keys():
            (self.folder / name).unlink()
            del self.files[name]

    def _in_home(self, path: Path) -> str:
        return path.relative_to(self.settings.home).as_posix()

    def _lake_in_home(self) -> tuple[Path, ...]:
        files = open_files(self.settings.lake_url)
        return (Path(files.root),) if files.is_folder else ()


def _files_in(folder: Path, *, but: tuple[Path, ...]) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        is_passed_over = path.name.endswith(PASSED_OVER) or path.name == ".lock"
        inside = any(path.is_relative_to(other) for other in but)
        if path.is_file() and not path.is_symlink() and not is_passed_over and not inside:
            yield path


def _make_empty(folder: Path, home: Path) -> None:
    if folder.absolute().is_relative_to(home):
        raise Invalid(f"{folder} lies in the home: a backup belongs elsewhere")
    folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE)
    if any(folder.iterdir()):
        raise Invalid(f"{folder} is not empty: name a new folder for each backup")

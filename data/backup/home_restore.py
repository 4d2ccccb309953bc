"""A backup becomes a home again: checked first, then put into an empty one."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import make_url

from data.backup.backup_manifest import DATABASE, HOME, LAKE, BackupManifest, read_manifest
from data.backup.file_copy import PRIVATE, Told, copy_file, copying_to, told_of
from data.backup.lake_copy import TABLES
from data.durable_files import sync_folder
from data.lake.lake_files import LakeFiles, open_files
from data.snapshot_store import SnapshotStore
from data.storage_settings import StorageSettings
from recommender.errors import Invalid

ADVICE = (
    "nothing was restored. Copy the backup once more from where it was kept, or restore another one"
)
STAGE = ".restoring"
"""Where in the home files lie until all of them are there."""


def restore_home(settings: StorageSettings, folder: Path) -> BackupManifest:
    """Put a backup into an empty home and return what it holds. Raises Invalid, Unavailable."""
    manifest = read_manifest(folder)
    lake = open_files(settings.lake_url)
    is_lake_inside = lake.is_folder and Path(lake.root).is_relative_to(settings.home)
    _check(folder, manifest.files)
    with copying_to(settings.home):
        _see_empty(settings, lake)
        stage = settings.home / STAGE
        shutil.rmtree(stage, ignore_errors=True)
        stage.mkdir(parents=True, mode=PRIVATE)
        for name in _under(HOME, manifest.files):
            copy_file(folder / HOME / name, stage / name)
        if is_lake_inside:
            place = stage / Path(lake.root).relative_to(settings.home)
            for name in _under(LAKE, manifest.files):
                copy_file(folder / LAKE / name, place / name)
        else:
            _upload(folder / LAKE, lake, manifest.files)
        _restore_database(settings, folder, manifest.files)
        # Workers' tokens and the lake know later numbers than the backup does.
        SnapshotStore(stage / settings.snapshots.name).renumber()
        _move(stage, settings.home)
    return manifest


def _check(folder: Path, files: Mapping[str, Told]) -> None:
    """Raise Invalid naming the first file that is not what was copied."""
    for name, told in files.items():
        try:
            found = told_of(folder / name)
        except OSError as error:
            message = f"the backup's file {folder / name} cannot be read ({error.strerror})"
            raise Invalid(f"{message}: {ADVICE}") from error
        if found != told:
            message = f"the backup's file {folder / name} was altered or cut short"
            raise Invalid(f"{message}: {ADVICE}")


def _see_empty(settings: StorageSettings, lake: LakeFiles) -> None:
    home = settings.home
    if home.exists() and {path.name for path in home.iterdir()} - {STAGE}:
        raise Invalid(f"the home {home} is not empty: set CHIRASHI_HOME to a new folder")
    if any(lake.paths(table, since=None, until=None) for table in TABLES):
        raise Invalid(f"the lake {lake.url} is not empty: set CHIRASHI_LAKE_URL to another place")


def _under(part: str, files: Mapping[str, Told]) -> list[str]:
    return [name.removeprefix(f"{part}/") for name in files if name.startswith(f"{part}/")]


def _upload(source: Path, lake: LakeFiles, files: Mapping[str, Told]) -> None:
    for name in _under(LAKE, files):
        lake.write_content(name, (source / name).read_bytes())


def _restore_database(settings: StorageSettings, folder: Path, files: Mapping[str, Told]) -> None:
    """Put a SQLite database where the settings say, if it lay, or is to lie, outside the home."""
    url = make_url(settings.database_url)
    for name in _under(DATABASE, files):
        if url.get_backend_name() != "sqlite":
            raise Invalid(f"the backup's database {name} is SQLite: set CHIRASHI_DATABASE_URL")
        target = Path(str(url.database))
        if target.exists():
            raise Invalid(f"the database {target} exists already: move it away")
        if target.is_relative_to(settings.home):
            target = settings.home / STAGE / target.relative_to(settings.home)
        copy_file(folder / DATABASE / name, target)


def _move(stage: Path, home: Path) -> None:
    for path in sorted(stage.iterdir()):
        path.rename(home / path.name)
    stage.rmdir()
    sync_folder(home)

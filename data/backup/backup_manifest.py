"""`backup.json`: what a backup holds, written last; without it a folder is no backup."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from data.durable_files import replace_durably
from recommender.errors import Invalid

FILE = "backup.json"
FORMAT = 1
HOME, LAKE, DATABASE = "home", "lake", "database"
"""The folders of a backup; DATABASE holds a SQLite file that lies outside the home."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupManifest:
    """When a backup was begun (ISO 8601), its files by path with size and digest; what is apart.

    `apart` names what was not copied, because a server of its own keeps it.
    """

    begun_at: str
    files: Mapping[str, tuple[int, str]]
    apart: tuple[str, ...] = ()


def write_manifest(folder: Path, manifest: BackupManifest) -> None:
    """Make a folder a backup. Raises OSError."""
    content = json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1)
    replace_durably(folder / FILE, content.encode())


def read_manifest(folder: Path) -> BackupManifest:
    """Return what a backup holds. Raises Invalid if the folder is none."""
    try:
        told = json.loads((folder / FILE).read_text(encoding="utf-8"))
        if told["format"] != FORMAT:
            raise Invalid(f"{folder} is a backup of format {told['format']}, not of {FORMAT}")
        return BackupManifest(
            begun_at=str(told["begun_at"]),
            files={
                path: (int(size), str(digest)) for path, (size, digest) in told["files"].items()
            },
            apart=tuple(told["apart"]),
        )
    except FileNotFoundError as error:
        raise Invalid(
            f"{folder} is no backup, or one that was not finished: it has no {FILE}"
        ) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Invalid(f"{folder / FILE} cannot be read: {error}") from error

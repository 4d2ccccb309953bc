"""`chirashi backup` and `chirashi restore`."""

from pathlib import Path
from typing import Annotated

import typer

Folder = Annotated[Path, typer.Argument(help="The backup's folder.")]


def backup(folder: Folder) -> None:
    """Copy everything that this installation keeps into a new folder, while it serves."""
    from datetime import UTC, datetime

    from data.backup.home_backup import HomeBackup
    from data.storage_settings import read_values, storage_settings

    settings = storage_settings(read_values())
    manifest = HomeBackup(settings, folder).run(datetime.now(UTC))
    size_mb = sum(size for size, _ in manifest.files.values()) / 1e6
    typer.echo(f"{len(manifest.files):,} files ({size_mb:,.1f} MB) of {settings.home} in {folder}.")
    typer.echo("It holds the keys that sign tokens: keep it where only you can read it.")
    for apart in manifest.apart:
        typer.echo(f"Not in it is {apart}: back that up by its own means, after this.")


def restore(folder: Folder) -> None:
    """Put a backup into an empty home."""
    from data.backup.home_restore import restore_home
    from data.storage_settings import read_values, storage_settings

    settings = storage_settings(read_values())
    manifest = restore_home(settings, folder)
    typer.echo(f"{settings.home} is as it was when the backup was begun, {manifest.begun_at}.")
    for apart in manifest.apart:
        typer.echo(f"Not in the backup was {apart}: restore that by its own means.")
    typer.echo("Now start it: chirashi serve")

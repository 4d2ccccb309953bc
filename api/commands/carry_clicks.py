"""`chirashi import clicks`: take a foreign click log into the lake."""

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from data.click_log.click_import import ClickLog, Imported
    from data.click_log.import_state import Came
    from data.lake.lake_store import Lake

REASONS_SHOWN = 5


def import_clicks(
    file: Annotated[Path, typer.Argument(help="The log: .csv, .ndjson, .jsonl or .parquet.")],
    mapping: Annotated[Path, typer.Option(help="A TOML file: which column is what.")],
    items: Annotated[Path | None, typer.Option(help="A file of the promos' features.")] = None,
    *,
    replace: Annotated[bool, typer.Option("--replace", help="Forget an earlier import.")] = False,
) -> None:
    """Take a foreign click log into the lake; run again, it goes on where it stopped."""
    from data.click_log.click_import import ClickLog, forget_clicks
    from data.click_log.click_mapping import read_mapping
    from data.click_log.log_formats import reader_of
    from data.lake.lake_store import Lake
    from data.storage_settings import read_values, storage_settings

    settings = storage_settings(read_values())
    log = ClickLog(path=file, mapping=read_mapping(mapping), items=items)
    reader_of(file)
    lake = Lake(settings.lake_url, engine=settings.engine)
    if replace:
        forget_clicks(file, lake)
    _report(file, _run(log, lake, settings.home / "imports"))


def _run(log: "ClickLog", lake: "Lake", folder: Path) -> "Imported":
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    from data.click_log.click_import import import_clicks as run
    from data.click_log.log_amount import amount_of, done_of

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as progress:
        task = progress.add_task(log.path.name, total=amount_of(log.path))

        def tell(came: "Came") -> None:
            text = f"{log.path.name}: {came.line:,} lines"
            progress.update(task, completed=done_of(came), description=text)

        return run(log, lake, folder=folder, tell=tell)


def _report(file: Path, imported: "Imported") -> None:
    came = imported.came
    if imported.was_done:
        typer.echo(f"{file.name} was imported before: nothing to do.")
    typer.echo(
        f"{came.accepted:,} of {came.accepted + came.rejected:,} lines taken in:"
        f" {_amount(came.impressions, 'exposure')}, {_amount(came.clicks, 'click')}."
    )
    if came.rejected:
        typer.echo(f"{_amount(came.rejected, 'line')} rejected, kept in {imported.rejected}:")
        for reason, count in _reasons(imported.rejected).most_common(REASONS_SHOWN):
            typer.echo(f"  {count:,} × {reason}")
    if not came.clicks:
        typer.echo("Warning: this log has no clicks; nothing can be learned from it.", err=True)
    if not came.accepted:
        raise typer.Exit(1)


def _amount(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _reasons(rejected: Path) -> Counter[str]:
    with rejected.open(encoding="utf-8") as lines:
        return Counter(json.loads(line)["reason"] for line in lines)

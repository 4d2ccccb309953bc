"""`chirashi import catalogue` and `chirashi export catalogue`: the catalogue as files."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.installed_home import check_database

if TYPE_CHECKING:
    from api.keep_doors.bulk_keeping import RowVerdict
    from api.keep_doors.keep_door import KeepDoor
    from data.operational.catalogue import Catalogue

REJECTED_SHOWN = 20


def import_catalogue(
    files: Annotated[
        list[Path], typer.Argument(help="promos.ndjson, articles.csv, …; or a folder of them.")
    ],
    noun: Annotated[
        str, typer.Option(help="sites, sources, articles, promos or placements, if no name tells.")
    ] = "",
) -> None:
    """Create or replace what the files hold, row by row; exit code 1 if any row is rejected."""
    from api.keep_doors.catalogue_doors import catalogue_doors

    with _catalogue() as catalogue:
        doors = catalogue_doors(catalogue)
        found = [
            (path, _noun_of(path, noun, doors=doors)) for path in _files_in(files, list(doors))
        ]
        counts = [
            _import_file(path, door=doors[plural], catalogue=catalogue) for path, plural in found
        ]
    if any(each["rejected"] for each in counts):
        raise typer.Exit(1)


def export_catalogue(
    folder: Annotated[Path, typer.Argument(help="Where to write sites.ndjson, promos.ndjson, …")],
) -> None:
    """Write every noun as NDJSON, archived values left out; `import catalogue` reads it again."""
    from api.keep_doors.catalogue_doors import catalogue_doors

    check_database()
    with _catalogue() as catalogue:
        for plural, door in catalogue_doors(catalogue).items():
            written = _export_noun(folder / f"{plural}.ndjson", door)
            typer.echo(f"{plural}: {written} written")


def _catalogue() -> "Catalogue":
    from data.operational.catalogue import open_catalogue
    from data.storage_settings import read_values, storage_settings

    return open_catalogue(storage_settings(read_values()).database_url)


def _files_in(paths: list[Path], plurals: list[str]) -> list[Path]:
    """Return the files, those of a folder in the order in which nouns refer to each other."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += [each for plural in plurals for each in sorted(path.glob(f"{plural}*.*"))]
        else:
            found.append(path)
    return found


def _noun_of(path: Path, noun: str, *, doors: "dict[str, KeepDoor[object]]") -> str:
    from recommender.errors import Invalid

    plural = noun or path.name.partition(".")[0].partition("-")[0]
    if plural not in doors:
        message = f"{path} does not tell what it holds: add --noun with one of {', '.join(doors)}"
        raise Invalid(message)
    return plural


def _import_file(path: Path, *, door: "KeepDoor[object]", catalogue: "Catalogue") -> Counter[str]:
    from rich.console import Console
    from rich.progress import Progress

    from api.keep_doors.bulk_keeping import keep_rows
    from api.keep_doors.bulk_rows import CSV, NDJSON, rows_of
    from recommender.errors import Unavailable

    counts: Counter[str] = Counter()
    media_type = CSV if path.suffix == ".csv" else NDJSON
    screen = Console(stderr=True)
    try:
        with (
            # In a log or a pipe a bar that vanishes leaves only blank lines.
            Progress(console=screen, transient=True, disable=not screen.is_terminal) as progress,
            progress.open(path, "rb", description=path.name) as file,
        ):
            rows = rows_of(file, media_type=media_type, schema=door.schema)
            for verdict in keep_rows(
                rows, door=door, sites=catalogue.sites, may_reach=lambda _site: True
            ):
                counts[verdict.verdict] += 1
                _tell_rejected(path, verdict, times=counts["rejected"])
    except OSError as error:
        raise Unavailable(f"{path} cannot be read: {error.strerror}") from error
    typer.echo(f"{path.name}: " + ", ".join(f"{n} {verdict}" for verdict, n in counts.items()))
    return counts


def _tell_rejected(path: Path, verdict: "RowVerdict", *, times: int) -> None:
    if verdict.faults and times <= REJECTED_SHOWN:
        faults = "; ".join(f"{fault.pointer} {fault.detail}" for fault in verdict.faults)
        typer.echo(f"{path.name} row {verdict.row}: {faults}", err=True)


def _export_noun(path: Path, door: "KeepDoor[object]") -> int:
    import json

    from data.operational.domain_documents import to_fields
    from recommender.errors import Unavailable

    written = 0
    partial = path.with_suffix(".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("w", encoding="utf-8") as file:
            for kept in door.shelf.all():
                file.write(json.dumps(to_fields(kept.value), ensure_ascii=False) + "\n")
                written += 1
        partial.replace(path)
    except OSError as error:
        raise Unavailable(f"{path} cannot be written: {error.strerror}") from error
    return written

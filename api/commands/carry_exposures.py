"""`chirashi export exposures`: the training frame as a file."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from api.commands.installed_home import installed

EARLIEST = "1970-01-01"
LATEST = "2100-01-01"
MOMENT_HELP = "A date (midnight UTC) or a time with its zone."


def export_exposures(
    to: Annotated[Path, typer.Option(help="The file: .parquet, .csv or .ndjson.")],
    since: Annotated[str, typer.Option(help=f"From here on. {MOMENT_HELP}")] = EARLIEST,
    until: Annotated[str, typer.Option(help=f"Up to before this. {MOMENT_HELP}")] = LATEST,
    unclicked_share: Annotated[float, typer.Option(help="How many of the unclicked, 0-1.")] = 1.0,
) -> None:
    """Write the exposures that training would read, one a row."""
    from data.lake import exposure_export
    from data.lake.lake_store import Lake

    window = {"since": _moment("since", since), "until": _moment("until", until)}
    settings = installed()
    rows = exposure_export.export_exposures(
        Lake(settings.lake_url, engine=settings.engine),
        to,
        **window,
        unclicked_share=unclicked_share,
    )
    typer.echo(f"{rows:,} exposures written to {to}.")


def _moment(name: str, text: str) -> datetime:
    from recommender.errors import Invalid

    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid(f"--{name} must be a date or a time, not {text!r}") from error
    if moment.tzinfo is None and len(text) > len(EARLIEST):
        raise Invalid(f"--{name} must say its time zone, as 2026-11-02T12:00Z does")
    return moment.replace(tzinfo=moment.tzinfo or UTC)

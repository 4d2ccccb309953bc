"""The command `chirashi`: mounts one file of `api/commands` for each verb, and tells errors.

The files import what is heavy inside their commands, so that `chirashi --help` is quick.
"""

import sys
from typing import Annotated, NoReturn

import typer

from api.commands import (
    back_up,
    carry_catalogue,
    carry_clicks,
    carry_exposures,
    demo,
    doctor,
    issue_keys,
    learn,
    replay_decision,
    serve,
    simulate,
    tell_report,
)
from recommender.errors import ChirashiError

# What is needed beyond serving, and the extra that brings it.
TRAINING = ("training needs it", "training")
EXTRAS = {
    "lightfm": TRAINING,
    "scipy": TRAINING,
    "sklearn": TRAINING,
    "vowpalwabbit": ("this policy needs it", "training,peers"),
}


def _tell_version(asked: bool) -> None:  # noqa: FBT001 - as Typer calls it
    if asked:
        from importlib.metadata import version

        typer.echo(f"chirashi {version('chirashi')}")
        raise typer.Exit


app = typer.Typer(
    name="chirashi",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
imports = typer.Typer(help="Take in what others kept.", no_args_is_help=True)
exports = typer.Typer(help="Give out what Chirashi keeps.", no_args_is_help=True)

app.command()(demo.demo)
app.command()(serve.serve)
app.command()(simulate.simulate)
app.command()(doctor.doctor)
app.add_typer(issue_keys.commands, name="keys")
app.command()(learn.train)
app.command()(learn.evaluate)
app.command()(learn.models)
app.command()(learn.promote)
app.command()(learn.rollback)
app.command()(replay_decision.replay)
app.command()(tell_report.report)
app.command()(back_up.backup)
app.command()(back_up.restore)
app.add_typer(imports, name="import")
app.add_typer(exports, name="export")
imports.command(name="catalogue")(carry_catalogue.import_catalogue)
imports.command(name="clicks")(carry_clicks.import_clicks)
exports.command(name="catalogue")(carry_catalogue.export_catalogue)
exports.command(name="exposures")(carry_exposures.export_exposures)


@app.callback()
def chirashi(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_tell_version, is_eager=True, help="Tell the version."),
    ] = False,
) -> None:
    """Fill every page with the promos its readers most want: ranked, ruled, labelled."""


def main() -> None:
    """Run the command; an error of ours, or a missing extra, is one line and exit code 1."""
    try:
        app()
    except ChirashiError as error:
        _end(str(error))
    except ModuleNotFoundError as error:
        module = (error.name or "").partition(".")[0]
        if module not in EXTRAS:
            raise
        need, extra = EXTRAS[module]
        _end(f"{module} is not installed, {need}: pip install '.[{extra}]'")


def _end(message: str) -> NoReturn:
    typer.echo(f"chirashi: {message}", err=True)
    sys.exit(1)


if __name__ == "__main__":
    main()

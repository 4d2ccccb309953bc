"""`chirashi train`, `evaluate`, `models`, `promote`, `rollback`: the learner's commands."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.installed_home import installed

if TYPE_CHECKING:
    from data.lake.lake_store import Lake
    from data.models.model_store import ModelStore
    from training.fit_settings import FitSettings

SCREENED: dict[object, str] = {True: "passed", False: "failed"}
Days = Annotated[int, typer.Option(min=1, max=3650, help="Days before now to read.")]
UnclickedShare = Annotated[
    float | None,
    typer.Option(
        min=0.001,
        max=1,
        help="Share of unclicked exposures to read. Default: all of a small log, "
        "600,000 of a large one or two for each click of at most 600,000.",
    ),
]
Threads = Annotated[
    int, typer.Option(min=1, help="More than one is faster, and no two models are then equal.")
]
MostSeconds = Annotated[
    float | None,
    typer.Option(
        min=1,
        help="Seconds after which no setting and no epoch is begun; what was best till then "
        "is judged and fitted again. Default: no bound.",
    ),
]


class Search(StrEnum):
    """Which settings are tried; named here too, as the learner is slow to load."""

    QUICK = "quick"
    WIDE = "wide"


def train(
    days: Days = 28,
    unclicked_share: UnclickedShare = None,
    threads: Threads = 1,
    search: Annotated[
        Search, typer.Option(help="'quick' fits one setting, 'wide' tries several.")
    ] = Search.QUICK,
    most_seconds: MostSeconds = None,
) -> None:
    """Learn from the lake, judge on its last day, and serve the model if it passes the screen."""
    from api.commands.crossing_table import print_crossing
    from api.commands.scorecard_tables import print_scorecard
    from data.models.cross_store import CrossStore
    from training.job import train as train_model

    outcome = train_model(
        _lake(),
        _store(),
        now=datetime.now(UTC),
        days=days,
        searched=_searched(search, threads=threads),
        unclicked_share=unclicked_share,
        most_seconds=most_seconds,
        crosses=CrossStore(installed().cross_states),
        progress=lambda step, note: typer.echo(f"{step:>6}  {note}", err=True),
    )
    print_scorecard(outcome.scorecard)
    print_crossing(outcome.crossing)
    state = "serves from now on" if outcome.verdict.passed else "is kept but does not serve"
    typer.echo(f"{outcome.version} {state}: {outcome.verdict.reason}")
    if outcome.crossing.stands_alone and not outcome.verdict.passed:
        typer.echo("the cross learner's weights stand without it, and rank pages from now on")


def evaluate(
    version: Annotated[str | None, typer.Argument(help="Default: the model that serves.")] = None,
    days: Days = 1,
) -> None:
    """Judge a kept model on the last days of the lake, beside the one that serves."""
    from api.commands.scorecard_tables import print_scorecard
    from recommender.errors import NotFound
    from training.evaluate import evaluate as evaluate_model
    from training.evaluate import learned_until

    store = _store()
    chosen = version or store.live()
    if chosen is None:
        message = "no model serves yet: name one of `chirashi models`, or run `chirashi train`"
        raise NotFound("model", "live", message=message)
    now = datetime.now(UTC)
    card = evaluate_model(_lake(), store, chosen, now=now, days=days)
    span = "day" if days == 1 else f"{days} days"
    print_scorecard(card, judged_on=f"the last {span} of the lake")
    typer.echo(learned_until(store, chosen, since=now - timedelta(days=days)))


def models() -> None:
    """List the kept models, oldest first; the one that serves is marked."""
    from rich.console import Console
    from rich.table import Table

    store = _store()
    live = store.live()
    table = Table("Version", "Serves", "Learner", "Log-loss", "AUC", "Screen")
    for version in store.versions():
        table.add_row(version, "yes" if version == live else "", *_figures(store, version))
    Console().print(table)


def _figures(store: "ModelStore", version: str) -> list[str]:
    """Return the learner, log-loss, AUC and screen of a kept model, or why it cannot be read."""
    from recommender.errors import InvalidModel

    try:
        manifest = store.manifest(version)
    except InvalidModel as error:
        return [str(error)]
    figures = [str(manifest.scorecard.get(name, ""))[:8] for name in ("log_loss", "auc")]
    return [manifest.learner, *figures, SCREENED.get(manifest.scorecard.get("promoted"), "")]


def promote(
    model: Annotated[str, typer.Argument(help="A kept version, or the path of a model folder.")],
) -> None:
    """Let a kept model serve, or one made elsewhere that fits the format (docs/model-format.md)."""
    store = _store_to_fill()
    path = Path(model)
    version = store.adopt(path) if (path / "manifest.json").is_file() else model
    store.promote(version)
    typer.echo(f"{version} serves from now on")


def rollback() -> None:
    """Let the model before serve again."""
    typer.echo(f"{_store().rollback()} serves again")


def _searched(search: Search, *, threads: int) -> "list[FitSettings]":
    from training.search import SEARCHES

    return SEARCHES[search](threads=threads)


def _lake() -> "Lake":
    from data.lake.lake_store import Lake

    settings = installed()
    return Lake(settings.lake_url, engine=settings.engine)


def _store() -> "ModelStore":
    from data.models.model_store import ModelStore

    return ModelStore(installed().models)


def _store_to_fill() -> "ModelStore":
    from data.models.model_store import ModelStore
    from data.storage_settings import read_values, storage_settings

    # A model may be there before anything else is.
    return ModelStore(storage_settings(read_values()).models)

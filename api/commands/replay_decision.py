"""`chirashi replay`: a past decision scored again by what was known then, beside what was noted."""

from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.installed_home import check_database, installed

if TYPE_CHECKING:
    from api.replaying.replay import Replayed, ReplayedPromo
    from data.storage_settings import StorageSettings


def replay(
    decision: Annotated[str, typer.Argument(help="The decision's id, as the answer tells it.")],
) -> None:
    """Learn again what was known at a decision, score its promos, and compare with the log."""
    check_database()
    replayed = _replayed(installed(), decision)
    _print(replayed)
    if replayed.differing:
        raise typer.Exit(1)


def _replayed(settings: "StorageSettings", decision: str) -> "Replayed":
    from api.replaying.replay import replay as replayed
    from data.lake.lake_store import Lake
    from data.learning.kept_learner import kept_learners
    from data.models.model_store import ModelStore
    from data.operational.catalogue import Catalogue
    from data.operational.database import open_database

    with Catalogue(open_database(settings.database_url)) as catalogue:
        return replayed(
            decision,
            lake=Lake(settings.lake_url, engine=settings.engine),
            catalogue=catalogue,
            models=ModelStore(settings.models),
            kept=kept_learners(settings, catalogue),
        )


def _print(replayed: "Replayed") -> None:
    from rich.console import Console
    from rich.table import Table

    logged = replayed.logged
    console = Console()
    title = f"{logged.decision}: model {logged.model or 'none'}, online {logged.online or 'none'}"
    columns = ("promo", "slot", "propensity", "logit", "noted", "optimism", "noted", "same")
    table = Table(*columns, title=title)
    for each in replayed.promos:
        table.add_row(*_row(each))
    console.print(table)
    told = f"{replayed.noted - replayed.differing} of {replayed.noted} come out as they were noted"
    unnoted = "scores are noted of one decision in 256: nothing to compare with"
    console.print(told if replayed.noted else unnoted, highlight=False)


def _row(each: "ReplayedPromo") -> list[str]:
    logged = each.logged
    slot = "" if logged.shown_at is None else f"{logged.shown_at[0]} {logged.shown_at[1]}"
    same = {None: "", True: "yes", False: "no"}[each.is_same]
    numbers = (logged.propensity, each.logit, logged.logit, each.optimism, logged.optimism)
    shown = ["" if number is None else f"{number:.6f}" for number in numbers]
    return [logged.promo, slot, *shown, same]

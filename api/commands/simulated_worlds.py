"""`chirashi simulate --world`: policies against each other in worlds, by their import paths."""

import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from api.simulating.contest import Bout, Played

Worlds = Annotated[
    list[str] | None,
    typer.Option(help="Instead of a server: a world, as package.module:factory. Repeatable."),
]
Seeds = Annotated[int, typer.Option(min=1, help="Of each world: seeds 1 to this.")]
Days = Annotated[int | None, typer.Option(min=1, help="Of each world. Default: as it plans.")]
Policies = Annotated[
    list[str] | None, typer.Option(help="Who plays in the worlds. Repeatable. Default: all.")
]
Processes = Annotated[int | None, typer.Option(min=1, help="Default: one a core.")]
Out = Annotated[Path | None, typer.Option(help="Folder for the worlds' figures and charts.")]
ByWorld = Mapping[str, Sequence["Played"]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How long to play: seeds of each world, days and views a day (None: as the world plans)."""

    seeds: int
    days: int | None
    views: int | None


def simulate_worlds(
    worlds: Sequence[str],
    policies: Sequence[str],
    *,
    size: Size,
    processes: int | None,
    out: Path | None,
) -> None:
    """Play every world with every seed, tell who stands where, and keep the figures in `out`."""
    from api.simulating.contest import Bout
    from api.simulating.roster import DEFAULT_NAMES

    names = tuple(policies) or DEFAULT_NAMES
    if out is not None:
        # Before hours are played: whether there is room for what they come to.
        _made(out)
    bouts = [
        Bout(path=path, seed=seed, policies=names, days=size.days, views=size.views)
        for seed in range(1, size.seeds + 1)
        for path in dict.fromkeys(worlds)
    ]
    by_world = _played(bouts, processes=min(processes or os.cpu_count() or 1, len(bouts)))
    _tell(by_world)
    if out is not None:
        _keep(by_world, out)


def _played(bouts: Sequence["Bout"], *, processes: int) -> ByWorld:
    from api.simulating.contest import contest

    found: dict[str, list[Played]] = defaultdict(list)
    for played in contest(bouts, processes=processes, report=_report):
        found[played.bout.path].append(played)
    paths = dict.fromkeys(bout.path for bout in bouts)
    return {path: sorted(found[path], key=lambda played: played.bout.seed) for path in paths}


def _report(note: str) -> None:
    """Tell what is over; processes of their own call it by its name."""
    typer.echo(note, err=True)


def _tell(by_world: ByWorld) -> None:
    from rich.console import Console

    from api.simulating.standings import standings
    from api.simulating.standings_table import standings_tables

    for path, played in by_world.items():
        Console().print(*standings_tables(_title(path, played), standings(played)))


def _title(path: str, played: Sequence["Played"]) -> str:
    plan = played[0].plan
    return f"{path}: {len(played)} seeds of {plan.days} days of {plan.views_a_day:,} views"


def _made(out: Path) -> None:
    from recommender.errors import Invalid

    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Invalid(f"{out} cannot be the folder of --out: {error.strerror}") from error


def _keep(by_world: ByWorld, out: Path) -> None:
    from api.simulating.standings import standings
    from api.simulating.standings_chart import standings_svg
    from api.simulating.standings_json import standings_json

    (out / "standings.json").write_text(standings_json(by_world), encoding="utf-8")
    for path, played in by_world.items():
        drawn = standings_svg(_title(path, played), standings(played))
        (out / f"{path.replace(':', '.')}.svg").write_text(drawn, encoding="utf-8")

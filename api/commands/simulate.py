"""`chirashi simulate`: readers let loose, on a running server or on policies in known worlds."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.simulated_worlds import (
    Days,
    Out,
    Policies,
    Processes,
    Seeds,
    Size,
    Worlds,
    simulate_worlds,
)

if TYPE_CHECKING:
    from api.visiting.crowd import Crowd
    from data.publisher.sample_world import SampleWorld

Against = Annotated[str | None, typer.Option(help="Address of a server, as http://127.0.0.1:8000.")]
Minutes = Annotated[
    float | None, typer.Option(min=0.01, help="Stop after so long. Default: at Ctrl-C.")
]
Views = Annotated[
    int | None,
    typer.Option(min=1, help="Stop after so many page views; in a world, so many a day."),
]
Record = Annotated[
    Path | None, typer.Option(help="Add each line's figures to this file, as NDJSON.")
]


def simulate(
    against: Against = None,
    minutes: Minutes = None,
    views: Views = None,
    rate: Annotated[float, typer.Option(min=0.01, max=250, help="Page views a second.")] = 10.0,
    seed: Annotated[int, typer.Option(min=0, help="Who comes, and what they like to do.")] = 1,
    record: Record = None,
    world: Worlds = None,
    seeds: Seeds = 5,
    days: Days = None,
    policies: Policies = None,
    processes: Processes = None,
    out: Out = None,
) -> None:
    """Let readers loose: on a running demo (--against), or on policies in worlds (--world).

    On a demo the sample publisher's readers view and click by known rates. CHIRASHI_HOME names the
    demo's home if it is not ~/.local/share/chirashi-demo: when it was filled tells how old its
    articles and promos are, and so what readers like. Everything else goes through the public
    doors. Events that were not acknowledged are told again.

    In a world every policy answers the same visits in closed loop; a table tells what each earned.
    """
    if (against is None) == (not world):
        raise typer.BadParameter("say either --against (a server) or --world (one or more)")
    if against is not None:
        _let_loose(against, minutes=minutes, views=views, rate=rate, seed=seed, record=record)
        return
    size = Size(seeds=seeds, days=days, views=views)
    simulate_worlds(world or (), policies or (), size=size, processes=processes, out=out)


def _let_loose(
    against: str,
    *,
    minutes: float | None,
    views: int | None,
    rate: float,
    seed: int,
    record: Path | None,
) -> None:
    """Let the readers visit a server until they are stopped, and sum up."""
    from api.visiting.crowd import Crowd
    from api.visiting.following import Follower

    world = sample_world()
    crowd = Crowd(world, against, rate=rate, seed=seed, most=views)
    follower = Follower(world, say=typer.echo, record=record)
    crowd.start()
    try:
        follower.follow(crowd, seconds=None if minutes is None else 60 * minutes)
    except KeyboardInterrupt:
        typer.echo("Stopping: the last events are told.", err=True)
    finally:
        crowd.stop()
    _sum_up(crowd, against)


def sample_world() -> "SampleWorld":
    """Return the truth of the sample publisher in the home. Raises NotFound if there is none."""
    from api.commands.demo import demo_home
    from data.publisher.sample_home import SEED, SampleHome
    from data.publisher.sample_world import SampleWorld
    from recommender.errors import NotFound

    home = demo_home()
    sample = SampleHome(home, now=datetime.now(UTC))
    if not sample.record.is_filled:
        message = (
            f"no sample publisher lives in {home}: start one with `chirashi demo`, or set "
            "CHIRASHI_HOME to where it lives"
        )
        raise NotFound("sample publisher", str(home), message=message)
    return SampleWorld(sample.catalogue(), seed=SEED)


def _sum_up(crowd: "Crowd", against: str) -> None:
    """Print what was acknowledged, and what was not."""
    told = ", ".join(
        f"{count:,} {kind}s" for kind, count in sorted(crowd.untold.acknowledged.items())
    )
    typer.echo(f"Acknowledged: {told or 'nothing'}.")
    if crowd.untold.refused:
        typer.echo(f"Refused: {crowd.untold.refused.total():,} events.", err=True)
    if len(crowd.untold):
        typer.echo(f"Never acknowledged: {len(crowd.untold):,} events.", err=True)
        raise typer.Exit(1)
    if not told:
        doubt = f"No page got slots: is it this home's demo that answers at {against}?"
        typer.echo(doubt, err=True)
        raise typer.Exit(1)

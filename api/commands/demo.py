"""`chirashi demo`: the sample publisher in a home of its own: filled, logged, trained, served."""

import logging
import os
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pathlib import Path

    from api.settings import ServeSettings

DEMO_VALUES = {
    # Beside the home of a real publisher, never in it, and outside any source tree.
    "CHIRASHI_HOME": "~/.local/share/chirashi-demo",
    # A tenth of the readers see random slates, so that reports soon have something to say.
    "CHIRASHI_CONTROL": "0.1",
}
STOPPED_BY_SIGNAL = 130
STOPPED = "Stopped. The next start goes on from here."


def demo(
    *,
    readers: Annotated[
        bool, typer.Option("--readers", help="Let readers visit, and learn from them.")
    ] = False,
    rate: Annotated[
        float, typer.Option(min=0.01, max=250, help="The readers' page views a second.")
    ] = 20.0,
    retrain_minutes: Annotated[
        float, typer.Option(min=0.1, help="Minutes between trainings on what readers did.")
    ] = 2.0,
) -> None:
    """Show everything at work on a sample publisher, in the foreground; Ctrl-C ends it.

    A second start reuses what the first one made. Every setting is honoured; without
    CHIRASHI_HOME the demo lives in ~/.local/share/chirashi-demo. With --readers it begins with two
    short days of clicks in ~/.local/share/chirashi-demo-readers, so that one sees it learn.
    """
    from api.commands.demo_readers import READERS_VALUES, readers_of
    from api.commands.demo_ready import is_ready
    from api.edge.listening import bound_socket
    from api.settings import serve_settings
    from data.storage_settings import read_values

    # The workers and the keeper are processes of their own: they read the environment.
    os.environ |= _values_beside(read_values(), READERS_VALUES if readers else {})
    settings = serve_settings(read_values())
    logging.getLogger("alembic").setLevel(logging.WARNING)
    # A port that is taken is told now, not after the preparation.
    bound_socket(settings.host, settings.port).close()
    visited = readers_of(
        settings,
        rate=rate,
        retrain_minutes=retrain_minutes,
        is_ready=partial(is_ready, settings),
    )
    _prepare_and_serve(settings, visited if readers else None)
    typer.echo(STOPPED, err=True)


def _prepare_and_serve(
    settings: "ServeSettings", readers: AbstractContextManager[None] | None
) -> None:
    from api.commands.demo_preparation import prepare
    from api.commands.demo_readers import LOG_DAYS, LOG_VIEWS_A_DAY
    from api.commands.demo_ready import announce_when_ready
    from api.supervisor import serve

    try:
        if readers is None:
            prepare(settings.storage, now=datetime.now(UTC))
        else:
            now = datetime.now(UTC)
            prepare(settings.storage, now=now, days=LOG_DAYS, views_a_day=LOG_VIEWS_A_DAY)
        announce_when_ready(settings)
        # The server takes the signal itself and returns; before it, Python raises.
        with readers or nullcontext():
            serve(settings)
    except KeyboardInterrupt:
        typer.echo(STOPPED, err=True)
        raise typer.Exit(STOPPED_BY_SIGNAL) from None


def _values_beside(given: Mapping[str, str], more: Mapping[str, str]) -> dict[str, str]:
    """Return the demo's own values; its reports are open while only this machine can ask."""
    from api.settings import is_loopback

    is_alone = is_loopback(given.get("CHIRASHI_HOST", "127.0.0.1"))
    values = DEMO_VALUES | dict(more) | ({"CHIRASHI_REPORTS": "open"} if is_alone else {})
    return {name: value for name, value in values.items() if name not in given}


def demo_home() -> "Path":
    """Return where the demo lives."""
    from data.storage_settings import read_values, storage_settings

    return storage_settings(DEMO_VALUES | dict(read_values())).home

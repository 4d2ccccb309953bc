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

    from rich.progress import Progress

    from api.settings import ServeSettings
    from data.models.model_store import ModelStore
    from data.publisher.sample_home import SampleHome
    from data.storage_settings import StorageSettings

DEMO_VALUES = {
    # Beside the home of a real publisher, never in it, and outside any source tree.
    "CHIRASHI_HOME": "~/.local/share/chirashi-demo",
    # A tenth of the readers see random slates, so that reports soon have something to say.
    "CHIRASHI_CONTROL": "0.1",
}
READY_WITHIN_SECONDS = 60
STOPPED_BY_SIGNAL = 130
STOPPED = "Stopped. The next start goes on from here."
ADDRESSES = """
  The front page    {base}/
  An article        {base}{article}
  The report        {base}/reports
  Its slots         {base}/v1/slots?site={site}&article={identity}&placement=footer
  Every door        {base}/openapi.json
  All of it is in   {home}   (delete it for a fresh start)

  Ctrl-C ends the demo.
"""


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
        is_ready=partial(_is_ready, settings),
    )
    _prepare_and_serve(settings, visited if readers else None)
    typer.echo(STOPPED, err=True)


def _prepare_and_serve(
    settings: "ServeSettings", readers: AbstractContextManager[None] | None
) -> None:
    from api.commands.demo_readers import LOG_DAYS, LOG_VIEWS_A_DAY
    from api.supervisor import serve

    try:
        if readers is None:
            prepare(settings.storage, now=datetime.now(UTC))
        else:
            now = datetime.now(UTC)
            prepare(settings.storage, now=now, days=LOG_DAYS, views_a_day=LOG_VIEWS_A_DAY)
        _announce_when_ready(settings)
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


def prepare(
    settings: "StorageSettings", *, now: datetime, days: int = 14, views_a_day: int = 6_000
) -> None:
    """Fill the catalogue, write the log and train, showing how far each is; skip what was done."""
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.table import Column

    from api.commands.spoken_progress import SpokenProgress
    from data.durable_files import writing_to
    from data.publisher.sample_home import SampleHome

    with writing_to(settings.home):
        settings.home.mkdir(parents=True, exist_ok=True)
    sample = SampleHome(settings.home, now=now)
    note = TextColumn("{task.fields[note]}", table_column=Column(ratio=1, overflow="fold"))
    name = TextColumn("{task.description:9}", table_column=Column(no_wrap=True))
    columns = (name, BarColumn(20), TimeElapsedColumn(), note)
    with SpokenProgress(*columns, expand=True) as progress:
        _fill(sample, settings, progress)
        _log(sample, settings, progress, days=days, views_a_day=views_a_day)
        _train(sample, settings, progress)


def _fill(sample: "SampleHome", settings: "StorageSettings", progress: "Progress") -> None:
    from data.operational.catalogue import open_catalogue

    task = progress.add_task("Catalogue", total=1, note="")
    rows = sample.fill(open_catalogue(settings.database_url))
    note = f"{rows} rows: sites, articles, promos" if rows else "kept as it was"
    progress.update(task, completed=1, note=note)


def _log(
    sample: "SampleHome",
    settings: "StorageSettings",
    progress: "Progress",
    *,
    days: int,
    views_a_day: int,
) -> None:
    from data.lake.lake_store import Lake

    task = progress.add_task("Click log", total=days, note="")
    note = "kept as it was"
    lake = Lake(settings.lake_url, engine=settings.engine)
    for day in sample.log(lake, days=days, views_a_day=views_a_day):
        note = f"{days} {'day' if days == 1 else 'days'}, up to {day}"
        progress.update(task, advance=1, note=str(day))
    progress.update(task, completed=days, note=note)


def _train(sample: "SampleHome", settings: "StorageSettings", progress: "Progress") -> None:
    from data.lake.lake_store import Lake
    from data.models.model_store import ModelStore
    from training.job import STEPS, train

    store = ModelStore(settings.models)
    task = progress.add_task("Training", total=len(STEPS), note="")
    live = _readable_live(store)
    note = f"kept as it was: model {live}"
    if live is None:

        def show(step: str, told: str) -> None:
            progress.update(task, completed=STEPS.index(step), note=f"{step}: {told}")

        lake = Lake(settings.lake_url, engine=settings.engine)
        outcome = train(lake, store, now=sample.now, progress=show)
        promoted = f"model {outcome.version} serves"
        note = promoted if outcome.verdict.passed else outcome.verdict.reason
    progress.update(task, completed=len(STEPS), note=note)


def _readable_live(store: "ModelStore") -> str | None:
    """Return what serves, None if nothing does or it is spoilt or of an older version."""
    from recommender.errors import InvalidModel, NotFound

    try:
        live = store.live()
        if live is not None:
            store.load(live)
    except (InvalidModel, NotFound):
        return None
    return live


def _announce_when_ready(settings: "ServeSettings") -> None:
    """Print the addresses once the first page can be answered; a thread waits for it."""
    from threading import Thread
    from urllib.parse import quote

    from api.pages.addresses import article_path
    from data.operational.catalogue import open_catalogue
    from data.publisher.sample_world import SITE

    catalogue = open_catalogue(settings.storage.database_url)
    newest = [kept.value for kept in catalogue.articles.newest(limit=50, site=SITE)]
    # Most who try a demo read English; the front page leads to the Japanese pages too.
    article = next((each for each in newest if each.language in (None, "en")), newest[0])
    base = f"http://{settings.host}:{settings.port}"
    text = ADDRESSES.format(
        base=base,
        article=article_path(article.site, article.id),
        site=quote(article.site),
        identity=quote(article.id),
        home=settings.storage.home,
    )

    def announce() -> None:
        if _is_ready(settings):
            typer.echo(text)

    Thread(target=announce, daemon=True).start()


def _is_ready(settings: "ServeSettings") -> bool:
    from http.client import HTTPConnection, HTTPException
    from time import monotonic, sleep

    until = monotonic() + READY_WITHIN_SECONDS
    while monotonic() < until:
        door = HTTPConnection(settings.host, settings.port, timeout=5)
        try:
            door.request("GET", "/readyz")
            if door.getresponse().status == 200:
                return True
        except (OSError, HTTPException):
            pass
        finally:
            door.close()
        sleep(0.2)
    return False

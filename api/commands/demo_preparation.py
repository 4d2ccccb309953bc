"""What a demo's home needs before it serves: a catalogue, a click log and a model, made once."""

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

    from data.models.model_store import ModelStore
    from data.publisher.sample_home import SampleHome
    from data.storage_settings import StorageSettings


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
    from data.models.cross_store import CrossStore
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
        crosses = CrossStore(settings.cross_states)
        outcome = train(lake, store, now=sample.now, crosses=crosses, progress=show)
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

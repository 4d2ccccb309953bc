"""The demo's readers: they visit it while it serves, and every few minutes it learns from them."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from api.settings import ServeSettings

# So short a log leaves something to learn; of a shorter one the first model may fail the screen.
LOG_DAYS = 2
LOG_VIEWS_A_DAY = 3_000
READERS_VALUES = {
    # A home of its own: two weeks of clicks would leave its readers little to teach.
    "CHIRASHI_HOME": "~/.local/share/chirashi-demo-readers",
    # So that a minute's slates of each arm can be told apart.
    "CHIRASHI_BASELINE": "0.1",
}
SEED = 1
RECORD, CHART, PAGE = "readers.ndjson", "learning.svg", "learning.html"
DRAW_EVERY_SECONDS = 30.0
PAGE_TEXT = """<!doctype html>
<meta charset="utf-8"><meta http-equiv="refresh" content="15"><title>How the demo learns</title>
<body style="font: 16px sans-serif; margin: 2em"><img src="learning.svg" alt="Expected clicks a view
over time, by model" style="max-width: 100%">
<p>Drawn every half minute from readers.ndjson beside it. Each model learned from what readers did
under those before it.</p>
"""


@contextmanager
def readers_of(
    settings: "ServeSettings", *, rate: float, retrain_minutes: float, is_ready: Callable[[], bool]
) -> Iterator[None]:
    """Let readers visit the server of these settings, once it is ready, until left."""
    stopped = Event()
    visiting = Thread(
        target=_visit, args=(settings, rate, stopped, is_ready), name="readers", daemon=True
    )
    learning = Thread(
        target=_learn, args=(60 * retrain_minutes, stopped), name="retrain", daemon=True
    )
    visiting.start()
    learning.start()
    try:
        yield
    finally:
        stopped.set()
        for thread in (visiting, learning):
            thread.join()


def draw_chart(home: Path) -> bool:
    """Draw the chart of what was recorded in the home; return whether there was anything."""
    from api.visiting.learning_chart import learning_svg

    svg = learning_svg(home / RECORD)
    if svg:
        (home / CHART).write_text(svg, encoding="utf-8")
        (home / PAGE).write_text(PAGE_TEXT, encoding="utf-8")
    return bool(svg)


def _visit(
    settings: "ServeSettings", rate: float, stopped: Event, is_ready: Callable[[], bool]
) -> None:
    from api.commands.simulate import sample_world
    from api.visiting.crowd import Crowd
    from api.visiting.following import Follower

    if not is_ready():
        return
    home = settings.storage.home
    say = _saying(home)
    world = sample_world()
    crowd = Crowd(world, f"http://{settings.host}:{settings.port}", rate=rate, seed=SEED)
    crowd.start()
    Follower(world, say=say, record=home / RECORD).follow(crowd, stopped=stopped)
    # The server stops as well: nobody is there to be told more.
    crowd.stop(patience_seconds=0)
    draw_chart(home)


def _saying(home: Path) -> Callable[[str], None]:
    """Return what prints a line, and draws the chart anew now and then."""
    next_at = monotonic() + DRAW_EVERY_SECONDS
    is_announced = False

    def say(line: str) -> None:
        nonlocal next_at, is_announced
        typer.echo(line)
        if monotonic() >= next_at and draw_chart(home):
            next_at = monotonic() + DRAW_EVERY_SECONDS
            if not is_announced:
                typer.echo(f"  How it learns     {(home / PAGE).as_uri()}")
            is_announced = True

    return say


def _learn(every_seconds: float, stopped: Event) -> None:
    while not stopped.wait(every_seconds):
        training = subprocess.Popen(  # noqa: S603 - our own command
            [*_gently(), sys.executable, "-m", "api.command_line", "train"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # Ctrl-C is for the demo, which ends this itself.
            start_new_session=True,
        )
        while training.poll() is None and not stopped.wait(0.2):
            continue
        training.terminate()
        told, _ = training.communicate()
        if not stopped.is_set():
            typer.echo(f"Retrained: {(told.strip().splitlines() or ['it told nothing'])[-1]}")


def _gently() -> list[str]:
    """Return what makes a command leave the processor to the server where it can."""
    return ["nice", "-n", "10"] if shutil.which("nice") else []

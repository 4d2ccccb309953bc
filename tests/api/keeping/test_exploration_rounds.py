"""The keeper explores in a thread of its own, and goes on whatever one round met."""

from pathlib import Path
from threading import Event
from typing import Any, cast

import pytest

from api.keeping.exploration import Exploration
from api.keeping.exploration_rounds import exploring
from api.settings import serve_settings
from data.lake.engine import fetch
from data.lake.exploration_rows import ExplorationRow
from data.lake.lake_store import Lake
from recommender.errors import Unavailable
from tests.api.patience import wait_for
from tests.api.served_home import a_served_home
from tests.builders import NOON

ROW = ExplorationRow(
    made_at=NOON,
    site="daily",
    placement="footer",
    arm="learned",
    temperature=0.2,
    pages=1,
    weight=1.0,
    shown=9.0,
    best=10.0,
    shown_x_shown=81.0,
    best_x_best=100.0,
    shown_x_best=90.0,
)


class Looking:
    """Cannot look at first."""

    def __init__(self) -> None:
        self.looks = 0

    def look(self) -> list[ExplorationRow]:
        self.looks += 1
        if self.looks == 1:
            raise Unavailable("the snapshot is gone")
        return [ROW]


def test_a_round_that_fails_is_told_and_the_next_one_is_kept(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = serve_settings(a_served_home(tmp_path).values)
    lake, made = Lake(settings.storage.lake_url), Looking()
    pauses: dict[str, Any] = {"first_after_seconds": 0.0, "every_seconds": 0.01}
    with exploring(settings, cast("Exploration", made), stop=Event(), **pauses):
        wait_for(lambda: lake.files("exploration"), "a row in the lake")
    assert "the snapshot is gone" in caplog.text
    rows = fetch(lake.read("exploration")).to_pylist()
    assert {(row["placement"], row["shown"]) for row in rows} == {("footer", 9.0)}


def test_what_nobody_foresaw_ends_the_keeper(tmp_path: Path) -> None:
    settings = serve_settings(a_served_home(tmp_path).values)

    class Broken:
        def look(self) -> None:
            raise ZeroDivisionError("nobody foresaw this")

    stop = Event()
    with (
        pytest.raises(Unavailable, match="nobody foresaw this"),
        exploring(settings, cast("Exploration", Broken()), stop=stop, first_after_seconds=0.0),
    ):
        wait_for(stop.is_set, "the end")

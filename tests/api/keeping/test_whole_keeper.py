"""Drain and keeping as the keeper runs them, beside a file of the lake that is cut short."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.keeping.lake_work import LakeWork, lake_work
from api.metrics.looked_up import looked_up
from api.settings import serve_settings
from data.inbox.packed import EventKind
from data.lake_keeping.keeping_state import KeepingState, read_keeping_state
from data.storage_settings import StorageSettings, storage_settings
from tests.api.diagnosis.examined import findings_of
from tests.api.served_home import SECRET
from tests.data.draining.told_home import Page, ToldHome

LONG_AGO = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=5)
CLICK, VIEW = EventKind.CLICK, EventKind.VIEW


class KeptHome:
    """A home with the keeper's work as it is wired, a round at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.told = ToldHome(folder)
        self.work: LakeWork
        self.storage: StorageSettings
        self.begin()

    def begin(self) -> None:
        """Begin anew, as another keeper."""
        values = {"CHIRASHI_HOME": str(self.folder), "CHIRASHI_SECRETS": SECRET}
        self.storage = storage_settings(values)
        self.work = lake_work(serve_settings(values))

    def rounds(self, count: int) -> None:
        for _ in range(count):
            self.work.drainer.drain()
            self.work.after_each()

    def state(self) -> KeepingState:
        state = read_keeping_state(self.storage.snapshots)
        assert state is not None
        return state

    def figures(self) -> dict[str, float]:
        found = looked_up(self.storage, now_ms=int(datetime.now(UTC).timestamp() * 1000))
        return {
            family.name: sample.value
            for family in found
            for sample in family.samples
            if family.name in ("lake_problem", "drain_problem", "events_judged_total")
        }


def test_clicks_without_impression_are_counted_where_the_metrics_look(tmp_path: Path) -> None:
    home = KeptHome(tmp_path)
    teller = home.told.teller("a1")
    for number in range(6):
        page = Page(number=number, at=LONG_AGO)
        teller.note(page)
        if number % 2:
            teller.tell(page.event(0, VIEW))
        teller.tell(page.event(0, CLICK))
    home.rounds(12)
    clicks = [row for row in home.told.rows("events") if row["event"] == "click"]
    assert [row["invalid"] for row in clicks].count("no_impression") == 3
    assert home.state().judged == 3
    assert home.figures()["events_judged_total"] == 3
    # Counted on by the next keeper, and no click twice.
    home.begin()
    home.rounds(4)
    assert home.state().judged == 3


def test_a_file_cut_short_is_told_everywhere_and_holds_nothing_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = KeptHome(tmp_path)
    page = Page(number=1, at=LONG_AGO)
    teller = home.told.teller("a1")
    teller.note(page)
    teller.tell(page.event(0, CLICK))
    home.rounds(2)
    (file,) = map(Path, home.told.lake.files("events"))
    file.write_bytes(file.read_bytes()[:100])
    home.begin()
    later = Page(number=2, at=LONG_AGO)
    teller.note(later)
    teller.tell(later.event(0, VIEW))
    home.rounds(6)
    (problem,) = home.state().problems
    assert str(file) in problem
    assert home.figures()["lake_problem"] == 1
    assert [found for found in findings_of(tmp_path, "lake") if str(file) in found.seen]
    file.unlink()
    monkeypatch.setattr("data.lake_keeping.lake_keeping.LOOK_EVERY", timedelta(0))
    home.rounds(8)
    assert home.state().problems == ()
    assert [row["decision"] for row in home.told.rows("events")] == [later.decision]

"""The keeper drains the inboxes beside its snapshots, and what is left when all workers ended."""

from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import pytest

from api.keeping.home_keeping import keep
from api.settings import serve_settings
from data.draining.drain_state import read_drain_state
from data.inbox.packed import EventKind
from recommender.errors import Invalid
from tests.api.patience import wait_for
from tests.api.served_home import SECRET
from tests.data.draining.told_home import Page, ToldHome

CLICK = EventKind.CLICK
NOW = datetime.now(UTC)


def a_page(number: int) -> Page:
    """Return a page of just now: what was decided days ago is not remembered any more."""
    return Page(number=number, at=NOW)


def kept(folder: Path, stop: Event, **more: str) -> Thread:
    """Start a keeper of a home."""
    values = {"CHIRASHI_HOME": str(folder), "CHIRASHI_SECRETS": SECRET}
    settings = serve_settings(values | {"CHIRASHI_DRAIN_SECONDS": "1"} | more)
    thread = Thread(target=keep, args=(settings,), kwargs={"stop": stop})
    thread.start()
    return thread


def test_two_keepers_drain_once_and_the_rest_when_the_workers_have_ended(tmp_path: Path) -> None:
    home, stop = ToldHome(tmp_path), Event()
    teller = home.teller()
    for number in range(10):
        teller.note(a_page(number=number))
        teller.tell(a_page(number=number).event(0, CLICK))
    keepers = [kept(tmp_path, stop), kept(tmp_path, stop)]
    try:
        wait_for(lambda: len(home.rows("events")) == 10, "drained")
        teller.note(a_page(number=10))
        teller.tell(a_page(number=10).event(0, CLICK), a_page(number=1).event(0, CLICK))
        teller.end()
    finally:
        stop.set()
        for keeper in keepers:
            keeper.join()
    assert len(home.rows("events")) == 11
    assert len(home.rows("slots")) == 33
    assert list(home.inboxes.glob("*.inbox")) == []
    state = read_drain_state(tmp_path / "snapshots")
    assert state is not None
    assert state.counts["events.counted"] == 11
    assert state.counts["events.duplicate"] == 1
    assert state.lag_seconds(state.at_ms) == 0


def test_a_worker_that_still_lives_keeps_its_inbox(tmp_path: Path) -> None:
    home, stop = ToldHome(tmp_path), Event()
    teller = home.teller()
    keeper = kept(tmp_path, stop)
    try:
        teller.tell(a_page(number=1).event(0, CLICK))
        wait_for(lambda: len(home.rows("events")) == 1, "drained")
    finally:
        stop.set()
        keeper.join()
    teller.tell(a_page(number=2).event(0, CLICK))
    assert teller.place.file.exists()


@pytest.mark.parametrize("seconds", ["0", "often", "4000"])
def test_how_often_to_drain_is_a_whole_number_of_seconds(seconds: str) -> None:
    with pytest.raises(Invalid, match="CHIRASHI_DRAIN_SECONDS"):
        serve_settings({"CHIRASHI_SECRETS": SECRET, "CHIRASHI_DRAIN_SECONDS": seconds})

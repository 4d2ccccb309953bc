"""No two events are drained at the same time, whatever the clock does."""

from datetime import datetime, timedelta
from pathlib import Path

from data.draining.drain_clock import DrainClock
from data.inbox.packed import EventKind
from tests.builders import NOON
from tests.data.draining.told_home import Page, ToldHome


def test_times_ascend_though_the_clock_is_set_back() -> None:
    times: list[datetime] = [NOON, NOON - timedelta(hours=1)]
    clock = DrainClock(lambda: times.pop(0))
    first, second = clock.next(3).tolist(), clock.next(2).tolist()
    assert first + second == [round(NOON.timestamp() * 1_000_000) + at for at in range(5)]


def test_nothing_drained_takes_no_time() -> None:
    clock = DrainClock(lambda: NOON)
    clock.see(7)
    assert len(clock.next(0)) == 0
    assert clock.last_us == 7


def test_a_keeper_that_starts_goes_on_behind_what_the_lake_holds(tmp_path: Path) -> None:
    home = ToldHome(tmp_path)
    teller, page = home.teller(), Page(number=1)
    teller.note(page)
    teller.tell(page.event(0, EventKind.IMPRESSION), page.event(1, EventKind.IMPRESSION))
    home.drain_all()
    home.now -= timedelta(minutes=5)
    home.started()
    teller.tell(page.event(0, EventKind.CLICK))
    home.drain_all()
    by_time = sorted(home.rows("events"), key=lambda row: row["drained_at"])
    assert [(row["position"], row["event"]) for row in by_time] == [
        (0, "impression"),
        (1, "impression"),
        (0, "click"),
    ]
    assert len({row["drained_at"] for row in by_time}) == 3

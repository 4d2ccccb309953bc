"""A row that nobody can read is set aside and told; everything else comes into the lake once."""

import logging
from contextlib import suppress
from pathlib import Path

import pytest

from data.draining import inbox_batches
from data.draining.inbox_lags import lag_of
from data.inbox.inbox_reading import inboxes
from data.inbox.packed import EventKind
from data.inbox.rows_set_aside import rows_set_aside
from tests.data.draining.crashing import Died, dying_at
from tests.data.draining.told_home import Page, Teller, ToldHome, ms_of

CLICK = EventKind.CLICK

IN_10876 = (281_000_000_000_000).to_bytes(6, "big")


@pytest.fixture
def home(tmp_path: Path) -> ToldHome:
    return ToldHome(tmp_path)


def a_told_page(home: ToldHome, number: int, name: str) -> Teller:
    """Return the teller of a page that was clicked."""
    teller, page = home.teller(name), Page(number=number)
    teller.note(page)
    teller.tell(page.event(0, CLICK))
    return teller


def of_year_10876(page: Page) -> bytes:
    """Return an event of plausible length whose decision's time is none."""
    event = page.event(0, CLICK)
    identity = page.part[2:18]
    assert event.count(identity) == 1
    return event.replace(identity, IN_10876 + identity[6:])


SPOILT = [
    pytest.param("events", b"12345", id="events-cut-short"),
    pytest.param("events", b"", id="events-of-no-bytes"),
    pytest.param("events", of_year_10876(Page(number=7)), id="events-of-the-year-10876"),
    pytest.param("decisions", b"12345", id="decisions-cut-short"),
    pytest.param("decisions", b"\xff" * 64, id="decisions-overwritten"),
]


@pytest.mark.parametrize(("table", "body"), SPOILT)
def test_a_damaged_row_is_set_aside_and_those_around_it_are_drained(
    home: ToldHome, table: str, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    teller = home.teller("a1")
    for number in range(6):
        page = Page(number=number)
        teller.note(page)
        teller.tell(page.event(0, CLICK))
    teller.connection.execute(f"UPDATE {table} SET body = ? WHERE id = 4", (body,))
    a_told_page(home, 9, "b1")
    with caplog.at_level(logging.ERROR):
        home.drain_all()
        home.drain_all()
    assert home.state().problems == ()
    # A decision that is lost with its row comes back with its event, as far as that tells of it.
    assert len(home.rows("events")) == 7 - (table == "events")
    assert len(home.rows("decisions")) == 7
    assert sum(lag.event_groups + lag.decision_groups for lag in home.state().lags) == 0
    if body:
        (path,) = rows_set_aside(home.inboxes)
        assert (path.name, path.read_bytes()) == (f"a1-{table}-4.row", body)
        assert home.state().counts[f"set_aside.{table}"] == 1
        (told,) = [record.getMessage() for record in caplog.records]
        assert f"row 4 of the {table} in the inbox" in told
        assert str(path) in told


def test_what_is_no_bytes_at_all_is_a_damaged_row_too(home: ToldHome) -> None:
    teller = a_told_page(home, 1, "a1")
    teller.connection.execute("INSERT INTO events (body) VALUES ('words')")
    home.drain_all()
    (path,) = rows_set_aside(home.inboxes)
    assert path.read_bytes() == b"words"
    assert len(home.rows("events")) == 1


@pytest.mark.parametrize("moment", range(0, 14))
def test_a_keeper_that_dies_over_a_damaged_row_loses_and_doubles_nothing(
    home: ToldHome, moment: int
) -> None:
    teller = home.teller("a1")
    for number in range(4):
        teller.note(Page(number=number))
        teller.tell(Page(number=number).event(0, CLICK))
    teller.connection.execute("UPDATE events SET body = X'01' WHERE id = 2")
    with suppress(Died), dying_at(moment):
        home.drainer.drain()
        home.drainer.drain()
    home.started()
    home.drain_all()
    assert sorted(row["decision"] for row in home.rows("events")) == [
        Page(number=number).decision for number in (0, 2, 3)
    ]
    assert len(home.rows("decisions")) == 4
    assert [path.read_bytes() for path in rows_set_aside(home.inboxes)] == [b"\x01"]


def test_since_when_an_inbox_waits_is_told_past_a_damaged_row(home: ToldHome) -> None:
    teller, page = home.teller("a1"), Page(number=1)
    teller.tell(b"12345")
    teller.tell(page.event(0, CLICK))
    teller.note(page)
    teller.connection.execute("UPDATE decisions SET body = X'01'")
    (inbox,) = inboxes(home.inboxes)
    lag = lag_of(inbox)
    assert lag is not None
    assert lag.oldest_ms == ms_of(page.at) + 1000


def test_batches_are_as_large_as_ever_though_few_rows_waited_before(home: ToldHome) -> None:
    teller = home.teller("a1")
    for count in (1, 40):
        for number in range(count):
            teller.tell(Page(number=100 * count + number).event(0, CLICK))
        home.drain_all()
    assert len(home.lake.files("events")) == 2


def test_rows_that_fail_one_and_all_are_left_after_some(
    home: ToldHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_batches, "MOST_SET_ASIDE", 2)
    teller = home.teller("a1")
    for _ in range(5):
        teller.tell(b"12345")
    a_told_page(home, 9, "b1")
    home.drainer.drain()
    assert not home.drainer.drain()
    (problem,) = home.state().problems
    assert "2 rows of the inbox" in problem
    assert len(rows_set_aside(home.inboxes)) == 2
    assert teller.connection.execute("SELECT count(*) FROM events").fetchone() == (3,)
    assert len(home.rows("events")) == 1


def test_a_disk_that_takes_no_row_aside_keeps_it_in_the_inbox(home: ToldHome) -> None:
    teller = a_told_page(home, 1, "a1")
    teller.tell(b"12345")
    a_told_page(home, 2, "b1")
    (home.inboxes / "set-aside").write_text("in the way")
    home.drainer.drain()
    assert not home.drainer.drain()
    (problem,) = home.state().problems
    assert "set-aside cannot be written" in problem
    assert len(home.rows("events")) == 2
    (home.inboxes / "set-aside").unlink()
    home.drain_all()
    assert len(rows_set_aside(home.inboxes)) == 1
    assert len(home.rows("events")) == 2

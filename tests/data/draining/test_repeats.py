"""However often one token is told, it counts once, and costs no memory."""

from pathlib import Path

import pytest

from data.draining import inbox_batches
from data.inbox.packed import EventKind
from tests.data.draining.told_home import Page, ToldHome

GROUPS, IN_A_GROUP = 100, 500


def test_fifty_thousand_repeats_of_one_token_are_one_event(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # In many batches: known from one to the next, from inbox to inbox, and after a restart.
    monkeypatch.setattr(inbox_batches, "MOST_BYTES", 2**18)
    home = ToldHome(tmp_path)
    page = Page(number=1)
    click = page.event(0, EventKind.CLICK)
    # Of a per-view token, whatever views are told with it.
    views = [page.event(0, EventKind.CLICK, view=f"v{at}") for at in range(IN_A_GROUP)]
    teller, other = home.teller("a1"), home.teller("b1")
    teller.note(page)
    for number in range(GROUPS):
        told = [click] * IN_A_GROUP if number % 2 else views
        (teller, other)[number % 2].tell(*told)
    home.drain_all()
    assert len(home.rows("events")) == 1
    assert home.state().counts["events.counted"] == 1
    assert home.state().counts["events.duplicate"] == GROUPS * IN_A_GROUP - 1
    assert home.state().remembered == 2
    home.started()
    teller.tell(click)
    home.drain_all()
    assert len(home.rows("events")) == 1

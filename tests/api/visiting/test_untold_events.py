"""An event that was not acknowledged is told again; one that was, never."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from api.visiting import untold_events
from api.visiting.server_door import ServerDoor
from api.visiting.untold_events import UntoldEvents
from tests.api.visiting.fake_server import FakeServer, a_fake_server
from tests.data.publisher.small_publisher import a_small_world


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeServer]:
    monkeypatch.setattr(untold_events, "AGAIN_AFTER_SECONDS", 0.0)
    with a_fake_server(a_small_world()) as server:
        yield server


EVENTS = [{"token": f"t{n}", "event": "view", "view_id": "v"} for n in range(3)]


@pytest.mark.parametrize("moods", [["busy"], ["busy", "busy"], ["mute"], ["mute", "mute", "mute"]])
def test_events_are_told_until_they_are_acknowledged(fake: FakeServer, moods: list[str]) -> None:
    fake.moods = moods
    untold = UntoldEvents()
    with closing(ServerDoor(fake.url)) as door:
        untold.tell(door, EVENTS)
        while len(untold):
            untold.tell_again(door)
    assert untold.acknowledged == Counter(view=3)
    assert set(fake.acknowledged.values()) == {1}


def test_what_the_server_refuses_is_not_told_again(fake: FakeServer) -> None:
    fake.moods = ["picky"]
    untold = UntoldEvents()
    with closing(ServerDoor(fake.url)) as door:
        untold.tell(door, EVENTS)
    assert (len(untold), untold.refused, untold.acknowledged) == (0, Counter(view=3), Counter())


def test_nothing_is_told_of_nothing(fake: FakeServer) -> None:
    with closing(ServerDoor(fake.url)) as door:
        UntoldEvents().tell(door, [])
        assert UntoldEvents().tell_again(door)
    assert not fake.taken


def test_a_server_that_does_not_answer_is_left_in_peace_for_a_while(
    fake: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(untold_events, "AGAIN_AFTER_SECONDS", 3600.0)
    fake.moods = ["busy"]
    untold = UntoldEvents()
    with closing(ServerDoor(fake.url)) as door:
        untold.tell(door, EVENTS)
        assert not untold.tell_again(door)
    assert len(untold) == 3
    assert not fake.taken


def test_nobody_at_the_address_keeps_the_events(tmp_path: Path) -> None:
    untold = UntoldEvents()
    with closing(ServerDoor("http://127.0.0.1:9")) as door:
        untold.tell(door, EVENTS)
    assert len(untold) == 3

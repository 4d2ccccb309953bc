"""A crowd comes at its rate, goes when told, and leaves nothing untold behind."""

import time

import pytest

from api.visiting import untold_events
from api.visiting.crowd import Crowd
from recommender.errors import Invalid
from tests.api.visiting.fake_server import a_fake_server
from tests.data.publisher.small_publisher import a_small_world

WORLD = a_small_world()


def over(crowd: Crowd) -> None:
    while not crowd.is_over():
        time.sleep(0.02)


def test_so_many_visits_are_made_and_no_more() -> None:
    with a_fake_server(WORLD) as fake:
        crowd = Crowd(WORLD, fake.url, rate=200, seed=1, most=60)
        crowd.start()
        over(crowd)
        crowd.stop()
        seen = crowd.take()
    assert len(seen.visited) == 60
    assert crowd.take().visited == []


def test_a_server_that_restarts_loses_no_event(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(untold_events, "AGAIN_AFTER_SECONDS", 0.01)
    with a_fake_server(WORLD) as fake:
        fake.moods = ["busy", "mute"] * 12
        crowd = Crowd(WORLD, fake.url, rate=200, seed=1, most=80)
        crowd.start()
        fake.is_down = True
        time.sleep(0.2)
        fake.is_down = False
        over(crowd)
        crowd.stop()
        seen = crowd.take()
        assert len(crowd.untold) == 0
        assert crowd.untold.acknowledged.total() == fake.acknowledged.total()
        assert set(fake.acknowledged.values()) == {1}
        # Without script there is no beacon: those readers' views are their own affair.
        assert crowd.untold.acknowledged["view"] <= sum(one.views for one in seen.visited)


def test_an_address_that_is_none_is_told_before_anybody_comes() -> None:
    with pytest.raises(Invalid, match="http://host:port"):
        Crowd(WORLD, "localhost:8000", rate=1, seed=1)

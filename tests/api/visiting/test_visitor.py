"""What one reader asks, does and tells; by script, by a cached page, and without any script."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from itertools import count as counted
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from api.visiting.server_door import ServerDoor
from api.visiting.untold_events import UntoldEvents
from api.visiting.visit_supply import present_visits
from api.visiting.visitor import Visited, Visitor
from data.worlds.world import EMPTY, World
from tests.api.visiting.fake_server import FakeServer, a_fake_server
from tests.data.publisher.small_publisher import NOW, a_small_world

WORLD: World = a_small_world()


@pytest.fixture
def fake() -> Iterator[FakeServer]:
    with a_fake_server(WORLD) as server:
        yield server


def visits_at(fake: FakeServer, count: int, *, seed: int = 1) -> tuple[list[Visited], UntoldEvents]:
    rng, untold = np.random.default_rng(seed), UntoldEvents()
    supply = present_visits(WORLD, rng, now=lambda: NOW)
    with closing(ServerDoor(fake.url)) as door:
        visitor = Visitor(WORLD, door, untold=untold, rng=rng)
        found = [visitor.visit(next(supply)) for _ in range(count)]
    return [one for one in found if one is not None], untold


def test_what_is_told_is_what_readers_did(fake: FakeServer) -> None:
    visited, untold = visits_at(fake, 150)
    kinds = Counter(kind for _, kind, _ in fake.acknowledged.elements())
    assert len(visited) == 150
    assert kinds == untold.acknowledged
    assert sum(one.clicks for one in visited) == kinds["click"] + fake.asked["click"]
    assert kinds["click"] < kinds["view"] < kinds["impression"]
    assert set(fake.acknowledged.values()) == {1}


def test_some_pages_are_cached_and_their_readers_are_told_apart(fake: FakeServer) -> None:
    visited, _ = visits_at(fake, 150)
    asks = Counter(next(iter(ask)) for ask in fake.asks)
    assert asks["GET"] > 5
    assert asks["GET"] + asks["POST"] < len(visited)
    views = {view for _, _, view in fake.acknowledged}
    assert len(views) == len(visited) - fake.asked["pixel"] // 12


def test_readers_without_script_load_pixels_and_follow_links(fake: FakeServer) -> None:
    visits_at(fake, 150)
    assert fake.asked["pixel"] % 12 == 0
    assert fake.asked["click"] > 0


def test_an_ask_tells_the_reader_and_every_placement(fake: FakeServer) -> None:
    visits_at(fake, 30)
    ask = next(ask["POST"] for ask in fake.asks if "POST" in ask)
    assert ask["site"] == WORLD.site.id
    assert [each["id"] for each in ask["placements"]] == ["in-article", "footer"]
    assert {"country", "device", "language", "signed_in"} <= set(ask["reader"])


def test_slots_left_empty_are_neither_told_nor_clicked(fake: FakeServer) -> None:
    (visited,), _ = visits_at(fake, 1)
    assert visited.page.slates["footer"][0, -1] == EMPTY
    assert len(visited.page.shown) == 12


def test_a_server_that_is_down_gives_no_page(fake: FakeServer) -> None:
    fake.is_down = True
    assert visits_at(fake, 2)[0] == []


def test_readers_come_at_the_present_hour() -> None:
    clock = a_clock_that_goes_on()
    told_ms: set[int] = set()

    def now() -> datetime:
        moment = next(clock)
        told_ms.add(round(moment.timestamp() * 1000))
        return moment

    supply = present_visits(WORLD, np.random.default_rng(1), now=now)
    visits = [next(supply) for _ in range(200)]
    at = [int(one.at_ms[0]) for one in visits]
    assert at == sorted(set(at))
    assert set(at) <= told_ms
    assert {int(one.local_hour[0]) for one in visits} == {18, 19}
    assert all(local_hour(int(one.at_ms[0])) == one.local_hour[0] for one in visits)
    assert len({int(one.article[0]) for one in visits}) > 10


def a_clock_that_goes_on() -> Iterator[datetime]:
    return (NOW + timedelta(seconds=20 * number) for number in counted())


def local_hour(at_ms: int) -> int:
    return datetime.fromtimestamp(at_ms / 1000, ZoneInfo(WORLD.site.time_zone)).hour

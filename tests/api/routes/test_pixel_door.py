"""Pixels: always an image, and an impression of whoever loaded it."""

import struct
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from api.routes.pixel import GIF
from recommender.domain import TokenMode
from tests.api.served_home import ServedHome, a_served_home
from tests.api.told_events import a_slot_token, events_of, kept_events, kept_records

GMAIL = {"User-Agent": "Mozilla/5.0 Firefox/11.0 (via ggpht.com GoogleImageProxy)"}
BOT = {"User-Agent": "Googlebot/2.1"}
NOBODY = {"User-Agent": ""}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> ServedHome:
    return a_served_home(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def client(home: ServedHome) -> Iterator[TestClient]:
    with home.client() as client:
        yield client


def load(
    client: TestClient, token: str, headers: dict[str, str], *, method: str = "GET", query: str = ""
) -> None:
    response = client.request(method, f"/v1/pixel/{token}.gif{query}", headers=headers)
    assert response.status_code == 200
    assert response.headers["content-type"] == "image/gif"
    assert response.headers["cache-control"] == "no-store"
    assert response.content == (GIF if method == "GET" else b"")


def told(home: ServedHome, before: bytes) -> list[tuple[str, str | None, str]]:
    return events_of(kept_records(home)[len(before) :])


def test_the_image_is_one_pixel_that_is_seen_through() -> None:
    assert GIF[:6] == b"GIF89a"
    assert struct.unpack("<HH", GIF[6:10]) == (1, 1)
    assert GIF[-1:] == b"\x3b"
    assert b"\x21\xf9\x04\x01" in GIF


@pytest.mark.parametrize(
    ("headers", "reason"),
    [(NOBODY, None), (GMAIL, None), (BOT, "crawler"), ({"Sec-Purpose": "prefetch"}, "prefetch")],
)
def test_loading_it_is_an_impression(
    client: TestClient, home: ServedHome, headers: dict[str, str], reason: str | None
) -> None:
    before = kept_records(home)
    load(client, a_slot_token(), NOBODY | headers)
    assert told(home, before) == [("impression", reason, "pixel")]


def test_a_view_id_tells_readers_apart(client: TestClient, home: ServedHome) -> None:
    token = a_slot_token(mode=TokenMode.CACHED)
    for query in ("?v=one", "?v=two", "", "?v="):
        load(client, token, NOBODY, query=query)
    views = [event["view"].tobytes() for event in kept_events(home)[-4:]]
    assert len(set(views[:2])) == 2
    assert views[2:] == [bytes(16)] * 2


FOREIGN = a_slot_token(secret="b" * 16)


@pytest.mark.parametrize(
    "token",
    ["x", "A" * 96, "%00", "é", FOREIGN],
    ids=["short", "unsigned", "nul", "letter", "foreign"],
)
def test_what_is_no_token_is_an_image_and_no_event(
    client: TestClient, home: ServedHome, token: str
) -> None:
    before = kept_records(home)
    load(client, token, NOBODY)
    assert told(home, before) == []


def test_head_counts_nothing(client: TestClient, home: ServedHome) -> None:
    before = kept_records(home)
    load(client, a_slot_token(), NOBODY, method="HEAD")
    assert told(home, before) == []

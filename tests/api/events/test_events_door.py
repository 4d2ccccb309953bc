"""The door of events over the whole app: durable, told in order, refused clearly."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.events.events_door import MOST_EVENTS
from tests.api.served_home import ORIGIN, ServedHome, a_served_home
from tests.api.told_events import a_slot_token, an_event, events_of, kept_records
from tests.refusing_disk import a_full_disk

DOOR = "/v1/events"
QUERY = "/v1/slots?site=daily&article=x&placement=footer"
ACCEPTED = {"status": "accepted"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> ServedHome:
    return a_served_home(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def client(home: ServedHome) -> Iterator[TestClient]:
    with home.client() as client:
        yield client


def newly_kept(home: ServedHome, before: bytes) -> list[tuple[str, str | None, str]]:
    """Return the events kept since."""
    kept = kept_records(home)
    assert kept.startswith(before)
    return events_of(kept[len(before) :])


def test_what_is_accepted_lies_in_the_inbox_in_its_order(
    client: TestClient, home: ServedHome
) -> None:
    before = kept_records(home)
    kinds = ["impression", "view", "click", "dismissal", "conversion"]
    response = client.post(DOOR, json=[an_event(event=kind) for kind in kinds])
    assert (response.status_code, response.json()) == (202, [ACCEPTED] * 5)
    assert response.headers["cache-control"] == "no-store"
    assert newly_kept(home, before) == [(kind, None, "script") for kind in kinds]


def test_beacons_are_taken_as_browsers_send_them(client: TestClient, home: ServedHome) -> None:
    before = kept_records(home)
    headers = {"Content-Type": "text/plain;charset=UTF-8", "Origin": ORIGIN}
    response = client.post(DOOR, content=json.dumps([an_event()]), headers=headers)
    assert response.json() == [ACCEPTED]
    assert response.headers["access-control-allow-origin"] == ORIGIN
    assert newly_kept(home, before) == [("click", None, "script")]


def test_a_malformed_event_keeps_out_no_other(client: TestClient, home: ServedHome) -> None:
    before = kept_records(home)
    foreign = a_slot_token(secret="another-installation")
    told = [an_event(), an_event(event="purchase"), an_event(token=foreign), an_event()]
    response = client.post(DOOR, json=told)
    assert response.status_code == 202
    verdicts = response.json()
    assert [verdict["status"] for verdict in verdicts] == [
        "accepted",
        "malformed",
        "malformed",
        "accepted",
    ]
    assert [verdict.get("pointer") for verdict in verdicts[1:3]] == ["/1/event", "/2/token"]
    assert len(newly_kept(home, before)) == 2


def test_nothing_told_is_nothing_kept(client: TestClient, home: ServedHome) -> None:
    before = kept_records(home)
    response = client.post(DOOR, json=[])
    assert (response.status_code, response.json()) == (202, [])
    assert client.post(DOOR, json=[None]).status_code == 202
    assert newly_kept(home, before) == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[NaN]", 400),
        (b"[" * 100_000, 400),
        (b"null", 400),
        (b'"click"', 400),
        (json.dumps(an_event()).encode(), 400),
        (b"[" + b"0," * MOST_EVENTS + b"0]", 413),
        (b" " * 300_000, 413),
        (json.dumps([an_event()] * 100_000).encode(), 413),
    ],
)
def test_a_body_that_is_no_list_of_events_is_a_problem(
    client: TestClient, home: ServedHome, body: bytes, status: int
) -> None:
    before = kept_records(home)
    response = client.post(DOOR, content=body, headers={"Origin": ORIGIN})
    assert response.status_code == response.json()["status"] == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["access-control-allow-origin"] == ORIGIN
    assert newly_kept(home, before) == []


def test_a_body_in_pieces_is_read_whole_and_bounded(client: TestClient) -> None:
    whole = json.dumps([an_event()]).encode()
    pieces = (whole[at : at + 10] for at in range(0, len(whole), 10))
    assert client.post(DOOR, content=pieces).json() == [ACCEPTED]
    assert client.post(DOOR, content=(b" " * 50_000 for _ in range(10))).status_code == 413


def test_as_many_as_go_at_once_are_told_one_by_one(client: TestClient, home: ServedHome) -> None:
    before = kept_records(home)
    told = [an_event(token=a_slot_token(position=at % 12)) for at in range(MOST_EVENTS)]
    assert client.post(DOOR, json=told).json() == [ACCEPTED] * MOST_EVENTS
    assert newly_kept(home, before) == [("click", None, "script")] * MOST_EVENTS


def test_preflights_are_answered_for_registered_origins(client: TestClient) -> None:
    response = client.options(DOOR, headers={"Origin": ORIGIN})
    assert response.status_code == 204
    assert response.headers["access-control-allow-origin"] == ORIGIN
    assert response.headers["access-control-allow-methods"] == "POST"
    evil = client.options(DOOR, headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in evil.headers


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused_with_what_is_allowed(client: TestClient, method: str) -> None:
    response = client.request(method, DOOR)
    assert (response.status_code, response.headers["allow"]) == (405, "POST, OPTIONS")


def test_a_full_disk_refuses_events_while_everything_else_goes_on(tmp_path: Path) -> None:
    home = a_served_home(tmp_path)
    with home.client() as client:
        assert client.post(DOOR, json=[an_event()]).json() == [ACCEPTED]
        before = kept_records(home)
        with a_full_disk():
            response = client.post(DOOR, json=[an_event()], headers={"Origin": ORIGIN})
            assert (response.status_code, response.headers["retry-after"]) == (503, "1")
            assert response.headers["access-control-allow-origin"] == ORIGIN
            assert client.post(DOOR, json=[{}]).status_code == 202
            assert len(client.get(QUERY).json()["placements"]["footer"]["slots"]) == 4
            click = client.get(f"/v1/click/{a_slot_token()}")
            assert click.headers["location"].startswith("https://blog.example/story-1")
            pixel = client.get(f"/v1/pixel/{a_slot_token()}.gif")
            assert pixel.headers["content-type"] == "image/gif"
        told = accepted_again(client)
        assert told == [ACCEPTED]
        assert newly_kept(home, before)[-1] == ("click", None, "script")


def accepted_again(client: TestClient) -> Any:
    """Tell an event until it is accepted: a disk that refused is left alone for a moment."""
    for _ in range(100):
        response = client.post(DOOR, json=[an_event()])
        if response.status_code == 202:
            return response.json()
        time.sleep(0.05)
    raise AssertionError("the disk has room again, and events are refused")

"""What is at hand is answered at once, counted and traced; what is not goes the long way."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import Worker, front_of, worker_of
from api.edge.prompt_protocol import PromptProtocol
from api.front_door import FrontDoor
from api.observing.request_ids import current_request_id
from api.settings import serve_settings
from api.slots.answer_shape import AnswerShape
from api.supervisor import server_config
from tests.api.served_home import ORIGIN, a_learned_home

QUERY = b"site=daily&article=2026/11/02/harbour&placement=in-article&placement=footer"


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Worker:
    folder: Path = tmp_path_factory.mktemp("home")
    a_learned_home(folder)
    return worker_of(serve_settings({"CHIRASHI_HOME": str(folder)}))


@pytest.fixture(scope="module")
def door(worker: Worker) -> Iterator[FrontDoor]:
    """Give a front door that has answered `QUERY` once."""
    door = front_of(worker)
    assert isinstance(door, FrontDoor)
    with TestClient(door) as client:
        assert client.get(f"/v1/slots?{QUERY.decode()}").status_code == 200
        yield door


def scope_of(**changes: Any) -> dict[str, Any]:
    asked = {"type": "http", "method": "GET", "path": "/v1/slots", "headers": []}
    return asked | {"query_string": QUERY} | changes


def test_an_ask_that_was_answered_once_is_answered_at_once(door: FrontDoor) -> None:
    reply = door.at_once(scope_of(headers=[(b"origin", ORIGIN.encode())]))
    assert reply is not None
    answer = AnswerShape.model_validate_json(reply.body)
    assert all(placement.slots for placement in answer.placements.values())
    assert (b"access-control-allow-origin", ORIGIN.encode()) in reply.headers


@pytest.mark.parametrize(
    "changes",
    [
        {"method": "POST"},
        {"method": "HEAD"},
        {"path": "/readyz"},
        {"query_string": QUERY + b"&device=mobile"},
        {"query_string": b"nonsense"},
        {"headers": [(b"authorization", b"Bearer x")]},
        {"headers": [(b"content-length", b"3")]},
        {"headers": [(b"transfer-encoding", b"chunked")]},
    ],
)
def test_everything_else_is_awaited(door: FrontDoor, changes: dict[str, Any]) -> None:
    assert door.at_once(scope_of(**changes)) is None


def test_what_is_answered_at_once_is_counted(worker: Worker, door: FrontDoor) -> None:
    rows = worker.counts.requests.rows
    before = sum(rows["/v1/slots", 200])
    door.at_once(scope_of())
    assert sum(rows["/v1/slots", 200]) > before


def test_a_failure_at_hand_is_logged_by_its_request_and_left_to_the_long_way(
    door: FrontDoor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[str | None] = []

    class Failing:
        def at_once(self, _scope: Any) -> None:
            seen.append(current_request_id())
            raise RuntimeError("broken")

    monkeypatch.setattr(door, "_prompt", {"/v1/slots": Failing()})
    with caplog.at_level(logging.ERROR):
        assert door.at_once(scope_of(headers=[(b"x-request-id", b"a-request")])) is None
    assert seen == ["a-request"]
    assert current_request_id() is None
    assert "no answer was at hand" in caplog.text


def test_what_uvicorn_runs_is_the_front_door_itself(door: FrontDoor, tmp_path: Path) -> None:
    config = server_config(serve_settings({"CHIRASHI_HOME": str(tmp_path)}))
    config.app = lambda: door
    config.load()
    assert config.loaded_app is door
    assert issubclass(config.http_protocol_class, PromptProtocol)

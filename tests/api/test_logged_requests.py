"""What a running server logs: one JSON object a line, and nothing by which to know a reader."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from tests.api.patience import wait_for
from tests.api.running_server import QUERY, Running, a_running_server
from tests.api.served_home import a_served_home

PRIVATE = {
    "User-Agent": "Agent-of-a-reader/9",
    "X-Forwarded-For": "203.0.113.77",
    "Authorization": "Bearer chirashi_a-secret-of-somebody",
    "Cookie": "account=account-4711",
    "X-Request-ID": "named-by-the-proxy",
}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    home = tmp_path_factory.mktemp("home")
    a_served_home(home)
    settings = {"log": "json", "access_log": "on"}
    with a_running_server(home, workers=1, **settings) as started:
        yield started


def ask(running: Running, path: str) -> None:
    # Not by urllib: it would follow the click to its promo.
    door = HTTPConnection("127.0.0.1", running.port, timeout=30)
    door.request("GET", path, headers=PRIVATE)
    door.getresponse().read()
    door.close()


def lines_of(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]


def processes_in(log: Path) -> set[str]:
    return {each["process"] for each in lines_of(log)}


def test_every_line_is_an_object_that_names_its_request(running: Running) -> None:
    token = running.get(QUERY)["placements"]["footer"]["slots"][0]["token"]
    for path in (
        QUERY,
        f"/v1/click/{token}",
        "/v1/promos/story-1",
        "/nothing?account=account-4711",
    ):
        ask(running, path)

    def told() -> set[tuple[str, int]]:
        answers = [each for each in lines_of(running.log) if "door" in each]
        return {
            (each["door"], each["status"])
            for each in answers
            if each.get("request") == "named-by-the-proxy"
        }

    wanted = {("/v1/slots", 200), ("/v1/promos/{id:path}", 401), ("none", 404)}
    wait_for(lambda: wanted <= told(), f"the lines: {told()}")
    # The keeper's first words come when it has started, perhaps after the workers answer.
    wait_for(lambda: {"worker", "keeper"} <= processes_in(running.log), "lines of both")
    lines = running.log.read_text().splitlines()
    text = "\n".join(line for line in lines if line.startswith("{"))
    assert [line for line in lines if not line.startswith("{")] == [
        f"http://127.0.0.1:{running.port}/ (1 workers)"
    ]
    for private in (*list(PRIVATE.values())[:4], token, "account-4711", "127.0.0.1"):
        assert private not in text

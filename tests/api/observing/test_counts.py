"""Every answer of slots is counted by what made it; every request by its door and status."""

from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from api.app import fastapi_app, worker_of
from api.front_door import FrontDoor
from api.observing.counts import LABELS, Counts
from api.settings import serve_settings
from api.slots.slots_door import PATH
from tests.api.served_home import a_served_home

QUERY: dict[str, Any] = {"site": "daily", "article": "x", "placement": "footer"}


def counted(folder: Path, *asks: dict[str, Any]) -> Counts:
    """Return what a worker has counted after these asks."""
    a_served_home(folder)
    worker = worker_of(serve_settings({"CHIRASHI_HOME": str(folder)}))
    door = FrontDoor(fastapi_app(worker), {}, prompt={PATH: worker.slots}, book=worker.book)
    with TestClient(door) as client:
        for ask in asks:
            client.get("/v1/slots", params=ask)
    return worker.counts


def test_answers_are_counted_by_arm_rung_and_reason(tmp_path: Path) -> None:
    counts = counted(tmp_path, QUERY, QUERY, QUERY | {"article": "2026/11/02/harbour"})
    assert sum(counts.answers.values()) == 3
    assert {arm for arm, _, _ in counts.answers} <= {"learned", "control", "baseline"}
    assert {reason for _, _, reason in counts.answers} == {"", "unknown_article"}


def test_a_preview_is_no_answer_to_a_reader(tmp_path: Path) -> None:
    assert counted(tmp_path, QUERY | {"preview": "true"}).answers == {}


def test_requests_are_counted_by_status(tmp_path: Path) -> None:
    counts = counted(tmp_path, QUERY, QUERY | {"site": "nobody"})
    assert {key: sum(row[:-1]) for key, row in counts.requests.rows.items()} == {
        ("/v1/slots", 200): 1,
        ("/v1/slots", 404): 1,
    }


def test_every_tally_says_what_its_labels_are() -> None:
    assert set(Counts().tallies()) == set(LABELS)

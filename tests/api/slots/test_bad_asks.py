"""Asks that are wrong, or that come while parts of ours fail: a clear answer, a filled page."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.served_home import ServedHome, a_learned_home

BEGINNING = "/v1/slots?site=daily&article=2026/11/02/harbour"


@pytest.fixture
def home(tmp_path: Path) -> ServedHome:
    return a_learned_home(tmp_path)


@pytest.fixture
def client(home: ServedHome) -> Iterator[TestClient]:
    with home.client() as client:
        yield client


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ("", 422, [{"parameter": "placements", "detail": "at least one is wanted"}]),
        ("&placement=%00", 422, None),
        ("&placement=%ED%A0%80", 400, None),
        ("&placement=%FF", 400, None),
        ("&placement=footer&count=99999999999", 422, None),
        ("&placement=footer&count=four", 422, None),
        ("&placement=" + "x" * 201, 422, None),
        ("&placement=footer&site=nowhere", 404, None),
    ],
)
def test_a_bad_query_is_a_problem_that_says_where(
    client: TestClient, query: str, status: int, told: Any
) -> None:
    response = client.get(BEGINNING + query)
    problem = response.json()
    assert response.status_code == problem["status"] == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    assert problem["detail"]
    assert status != 422 or problem["errors"]


@pytest.mark.parametrize(
    "identity", ["a/../b", 'say "hi"', "it's", "<b>", "日本/東京", "\\", "%2F"]
)
def test_ids_of_any_letters_are_answered_as_they_were_asked(
    client: TestClient, identity: str
) -> None:
    placements = [{"id": identity}, {"id": "footer"}]
    ask = {"site": "daily", "article": identity, "placements": placements}
    answer = client.post("/v1/slots", json=ask).json()
    assert list(answer["placements"]) == [identity, "footer"]
    assert len(answer["placements"]["footer"]["slots"]) == 4
    wanted = {"site": "daily", "article": identity, "placement": [identity, "footer"]}
    again = client.get("/v1/slots", params=wanted).json()
    assert list(again["placements"]) == [identity, "footer"]


@pytest.mark.parametrize("damage", ["locked", "missing", "damaged"])
def test_without_a_database_unknown_articles_too_get_their_slots(
    home: ServedHome, client: TestClient, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = Path(home.values["CHIRASHI_HOME"]) / "chirashi.db"
    home.catalogue.close()
    other = sqlite3.connect(path, isolation_level=None)
    if damage == "locked":
        other.executescript("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;")
    elif damage == "missing":
        path.unlink()
    else:
        path.write_bytes(b"no database at all " * 500)
    wanted = {"site": "daily", "article": "never/heard-of", "placement": "footer"}
    answer = client.get("/v1/slots", params=wanted)
    if damage != "locked":  # it is waited for, and then found open
        fragment = client.get("/v1/slots.html", params=wanted)
        assert "Chirashi-Problem" not in fragment.headers
        assert fragment.text.count("<li") == 4
        front = client.get("/")
        assert (front.status_code, front.headers["Retry-After"]) == (503, "1")
        assert "This page cannot be shown just now" in front.text
        assert "restore its file" in caplog.text
    other.close()
    assert answer.status_code == 200
    assert len(answer.json()["placements"]["footer"]["slots"]) == 4
    assert answer.json()["reason"] in ("unknown_article", "deadline")

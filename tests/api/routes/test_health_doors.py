"""Health: ready with a snapshot only, and honest about its age and the keeper."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.api.served_home import a_learned_home, a_served_home
from tests.model_builder import a_learned


def test_ready_tells_the_snapshot_and_the_keeper(tmp_path: Path) -> None:
    home = a_learned_home(tmp_path)
    home.clock.at = datetime.now(UTC) - timedelta(seconds=5)
    home.temperatures["daily", "footer"] = 0.21022
    home.publish()
    with home.client() as client:
        assert client.get("/healthz").json() == {"status": "ok"}
        told = client.get("/readyz").json()
    assert told["status"] == "ready"
    assert told["snapshot"] == home.store.current()
    assert told["model"] == a_learned().version
    assert told["promos"] == 9
    place = {"site": "daily", "placement": "footer"}
    assert told["temperatures"] == [place | {"temperature": 0.2102}]
    assert told["snapshot_age_seconds"] > 0
    assert told["keeper"]["problem"] is None
    assert told["keeper"]["seen_seconds_ago"] > 0


def test_not_ready_without_a_snapshot(tmp_path: Path) -> None:
    home = a_served_home(tmp_path)
    for path in home.store.folder.iterdir():
        path.unlink()
    with home.client() as client:
        response = client.get("/readyz")
        assert response.status_code == 503
        assert response.json()["keeper"]["problem"] == "no keeper has run yet"
        assert client.get("/healthz").status_code == 200


def test_the_keeper_s_problem_is_told_while_the_last_snapshot_serves(tmp_path: Path) -> None:
    home = a_served_home(tmp_path)
    for path in tmp_path.glob("chirashi.db*"):
        path.unlink()
    home.clock.at += timedelta(seconds=5)
    assert not home.publish()
    with home.client() as client:
        told = client.get("/readyz").json()
    assert told["status"] == "ready"
    assert "missing" in told["keeper"]["problem"]


def test_a_keeper_that_is_not_heard_of_is_a_problem(tmp_path: Path) -> None:
    home = a_served_home(tmp_path)
    home.clock.at = datetime.now(UTC) - timedelta(hours=1)
    home.publish()
    with home.client() as client:
        told = client.get("/readyz").json()
    assert told["status"] == "ready"
    assert told["keeper"]["seen_seconds_ago"] >= 3600
    assert "the keeper was not heard of for 36" in told["keeper"]["problem"]

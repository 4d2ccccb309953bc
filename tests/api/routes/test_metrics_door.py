"""`/metrics` answers for the whole home, to those who may see it."""

from pathlib import Path

import numpy as np
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.slots.slots_desk import now_ms
from data.draining.drain_state import DrainState, write_drain_state
from data.inbox.inbox_file import InboxPlace, new_inbox, new_name
from data.inbox.packed import EVENT
from data.operational.api_keys import ApiKeys, Scope
from data.operational.database import open_database
from tests.api.metrics.test_exposition import line, parsed
from tests.api.served_home import ServedHome, a_learned_home
from tests.builders import NOON

NEAR = ("127.0.0.1", 4711)
FAR = ("203.0.113.9", 4711)
QUERY = "/v1/slots?site=daily&article=x&placement=footer"


@pytest.fixture
def home(tmp_path: Path) -> ServedHome:
    return a_learned_home(tmp_path)


def a_client(home: ServedHome, address: tuple[str, int], **settings: str) -> TestClient:
    given = {f"CHIRASHI_{name.upper()}": value for name, value in settings.items()}
    return TestClient(create_app(home.values | given), client=address)


def a_key(home: ServedHome, *scopes: Scope, site: str = "*") -> dict[str, str]:
    engine = open_database(f"sqlite:///{home.values['CHIRASHI_HOME']}/chirashi.db")
    secret, _ = ApiKeys(engine).create("me", site=site, scopes=frozenset(scopes))
    return {"Authorization": f"Bearer {secret}"}


def test_tells_of_workers_keeper_snapshot_model_and_disk(home: ServedHome) -> None:
    home.temperatures["daily", "footer"] = 0.125
    home.publish()
    with a_client(home, NEAR) as client:
        for _ in range(3):
            client.get(QUERY)
        answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    found = parsed(answer.text)
    snapshot = home.store.current()
    assert found[line("workers")] == found[line("workers_ready")] == 1
    assert found[line("snapshot_number")] == snapshot
    assert found[line("snapshot_age_seconds")] > 0
    assert found[line("temperature", site="daily", placement="footer")] == 0.125
    assert found[line("model_info", version=str(home.models.live()))] == 1
    assert found[line("model_created_timestamp_seconds")] == NOON.timestamp()
    assert found[line("last_training_timestamp_seconds")] == NOON.timestamp()
    assert line("last_good_training_timestamp_seconds") not in found
    assert found[line("keeper_last_look_timestamp_seconds")] == NOON.timestamp()
    assert found[line("keeper_problem")] == 0
    assert found[line("home_free_bytes")] > 0
    assert found[line("requests_total", door="/v1/slots", status="2xx")] == 3
    answers = {labels for name, labels in found if name == "chirashi_answers_total"}
    assert sum(found["chirashi_answers_total", labels] for labels in answers) == 3


def test_tells_what_waits_in_inboxes_of_the_dead_too(home: ServedHome) -> None:
    folder = Path(home.values["CHIRASHI_HOME"]) / "inboxes"
    folder.mkdir()
    received_ms = now_ms() - 90_000
    inbox = new_inbox(InboxPlace(folder, new_name()))
    event = np.zeros(1, EVENT)
    event["received_ms"] = received_ms
    inbox.executemany("INSERT INTO events (body) VALUES (?)", [(event.tobytes(),)] * 3)
    inbox.close()
    (folder / f"{new_name()}.inbox").write_bytes(b"no inbox at all " * 100)
    with a_client(home, NEAR) as client:
        found = parsed(client.get("/metrics").text)
    assert found[line("inbox_rows", table="events")] == 3
    assert found[line("inbox_rows", table="decisions")] == 0
    assert found[line("lake_lag_seconds")] >= 90
    assert found[line("inboxes_unreadable")] == 1


def test_tells_what_became_of_what_was_drained(home: ServedHome) -> None:
    counts = {"events.counted": 7, "events.crawler": 2, "decisions.logged": 5, "slots": 60}
    state = DrainState(at_ms=2_000, drained_ms=1_000, counts=counts, problems=("a lock",))
    write_drain_state(home.store.folder, state)
    with a_client(home, NEAR) as client:
        found = parsed(client.get("/metrics").text)
    assert found[line("events_drained_total", verdict="counted")] == 7
    assert found[line("events_drained_total", verdict="crawler")] == 2
    assert found[line("decisions_drained_total", verdict="logged")] == 5
    assert found[line("slots_drained_total")] == 60
    assert found[line("last_drain_timestamp_seconds")] == 1
    assert found[line("drain_problem")] == 1


def test_what_cannot_be_looked_at_is_told_and_hides_nothing_else(home: ServedHome) -> None:
    (home.models.folder / "live.json").write_text("{")
    with a_client(home, NEAR) as client:
        found = parsed(client.get("/metrics").text)
    assert found[line("unreadable", part="models")] == 1
    assert line("keeper_problem") in found


def test_a_home_without_anything_yet_is_told_of(tmp_path: Path) -> None:
    with TestClient(create_app({"CHIRASHI_HOME": str(tmp_path)}), client=NEAR) as client:
        found = parsed(client.get("/metrics").text)
    assert found[line("workers")] == 1
    assert found[line("workers_ready")] == 0
    assert {name for name, _ in found if name == "chirashi_unreadable"} == set()


def test_strangers_need_a_key_with_the_scope_admin_of_every_site(home: ServedHome) -> None:
    with a_client(home, FAR) as client:
        assert client.get("/metrics").status_code == 401
        reports = a_key(home, Scope.REPORTS)
        assert client.get("/metrics", headers=reports).status_code == 403
        of_one = a_key(home, Scope.ADMIN, site="daily")
        assert client.get("/metrics", headers=of_one).status_code == 403
        assert client.get("/metrics", headers=a_key(home, Scope.ADMIN)).status_code == 200


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
def test_what_a_proxy_passed_on_did_not_come_from_here(home: ServedHome, header: str) -> None:
    with a_client(home, NEAR) as client:
        assert client.get("/metrics", headers={header: "127.0.0.1"}).status_code == 401


def test_who_needs_no_key_can_be_set(home: ServedHome) -> None:
    with a_client(home, FAR, metrics_from="203.0.113.0/24") as client:
        assert client.get("/metrics").status_code == 200
    with a_client(home, NEAR, metrics_from="") as client:
        assert client.get("/metrics").status_code == 401

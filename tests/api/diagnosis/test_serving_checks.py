"""The doctor tells what serves and keeps a home, and what has stopped."""

import json
import socket
import subprocess
import threading
import tomllib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from filelock import FileLock

from api.diagnosis import serving_checks
from api.slots.compiled_parts import compiled_parts
from api.snapshots.keeper_state import KeeperState, write_state
from data.draining.drain_state import DrainState, write_drain_state
from data.lake_keeping.keeping_state import KeepingState, write_keeping_state
from tests.api.diagnosis.examined import finding_of, findings_of, now_ms, verdict_of
from tests.api.patience import wait_for
from tests.api.running_server import ROOT, a_running_server, command_of, environment_of
from tests.api.served_home import a_served_home


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    a_served_home(folder).catalogue.close()
    return folder


@pytest.fixture
def kept(home: Path) -> Iterator[Path]:
    with FileLock(home / "snapshots" / "keeper.lock"):
        yield home


def test_a_keeper_that_looks_is_well(kept: Path) -> None:
    write_state(kept / "snapshots", KeeperState(now_ms(), None))
    assert verdict_of(kept, "keeper") == "ok"


def test_a_keeper_that_is_silent_or_hindered_is_told_with_its_reason(kept: Path) -> None:
    write_state(kept / "snapshots", KeeperState(now_ms() - 600_000, "the disk is full"))
    state = DrainState(at_ms=now_ms(), drained_ms=None, problems=("an inbox is spoilt",))
    write_drain_state(kept / "snapshots", state)
    damaged = KeepingState(at_ms=now_ms(), problems=("an inbox is spoilt", "a file too"))
    write_keeping_state(kept / "snapshots", damaged)
    found = findings_of(kept, "keeper")
    assert [finding.verdict for finding in found] == ["bad"] * 4
    assert "not heard of for 10 minutes" in found[0].seen
    told = ["the disk is full", "an inbox is spoilt", "a file too"]
    assert [finding.seen for finding in found[1:]] == told


def test_a_drain_that_hangs_is_told(kept: Path) -> None:
    write_state(kept / "snapshots", KeeperState(now_ms(), None))
    hung = DrainState(at_ms=now_ms() - 3_600_000, drained_ms=None)
    write_drain_state(kept / "snapshots", hung)
    found = finding_of(kept, "keeper")
    assert found.verdict == "bad"
    assert "drain was not heard of for" in found.seen


def test_a_home_that_nobody_keeps_is_told(home: Path) -> None:
    assert verdict_of(home, "keeper") == "warn"


def test_a_snapshot_that_is_spoilt_is_told(home: Path) -> None:
    assert verdict_of(home, "snapshot") == "ok"
    (home / "snapshots" / "current").write_text("4000000000")
    assert verdict_of(home, "snapshot") == "warn"


def test_a_clock_set_back_is_told(home: Path) -> None:
    write_state(home / "snapshots", KeeperState(now_ms() + 3_600_000, None))
    found = finding_of(home, "clock")
    assert found.verdict == "warn"
    assert "the keeper's last look" in found.seen


def test_a_port_that_something_else_has_is_told(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        answering = threading.Thread(target=refuse, args=(other,), daemon=True)
        answering.start()
        assert verdict_of(home, "port", port=port) == "bad"
        answering.join()


def refuse(listening: socket.socket) -> None:
    connection, _ = listening.accept()
    connection.close()


class AnotherHome(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps({"status": "ready", "snapshot": 7}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


def test_a_server_of_another_home_is_told(home: Path) -> None:
    with HTTPServer(("127.0.0.1", 0), AnotherHome) as other:
        thread = threading.Thread(target=other.handle_request, daemon=True)
        thread.start()
        found = finding_of(home, "port", port=str(other.server_port))
        thread.join()
    assert found.verdict == "warn"
    assert "another CHIRASHI_HOME is served" in str(found.advice)


def test_the_command_tells_all_of_a_running_server(home: Path) -> None:
    with a_running_server(home, workers=1) as server:
        wait_for(lambda: verdict_of(home, "workers", workers="1") == "ok", "the worker told of")
        environment = environment_of(home, port=str(server.port), workers="1")
        done = subprocess.run(
            command_of("doctor", "--json"),
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    found = {finding["part"]: finding for finding in json.loads(done.stdout)}
    assert done.returncode == any(finding["verdict"] == "bad" for finding in found.values())
    for part in ("home", "database", "snapshot", "keeper", "port", "inboxes", "lake", "clock"):
        assert found[part]["verdict"] == "ok", found[part]
    assert "a server answers with snapshot" in found["port"]["seen"]


def test_what_runs_in_python_is_told_and_what_to_do(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = {"draw": True, "weights": False, "slots": True, "cross": False}
    monkeypatch.setattr(serving_checks, "compiled_parts", lambda: parts)
    found = finding_of(home, "compiled")
    assert found.verdict == "warn"
    assert found.seen == "in Python: the weighing of tables, the cross learner"
    assert found.advice is not None and "C compiler" in found.advice


def test_each_compiled_module_is_a_part_that_is_told_of() -> None:
    modules = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    names = {module["name"].rpartition("compiled_")[2] for module in modules["ext-modules"]}
    assert names == compiled_parts().keys() == serving_checks.TOLD.keys()


def test_the_command_says_in_words_what_to_do(home: Path) -> None:
    (home / "chirashi.db").write_bytes(b"no database " * 500)
    done = subprocess.run(
        command_of("doctor"),
        env=environment_of(home),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "bad   database" in done.stdout
    assert "→ restore its file from a backup" in done.stdout
    assert done.stdout.splitlines()[-1].endswith("warnings")

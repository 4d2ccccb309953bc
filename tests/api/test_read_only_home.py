"""A home that may only be read: what was published serves, everything else says what to do."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from tests.api.patience import wait_for
from tests.api.running_server import (
    QUERY,
    ROOT,
    a_running_server,
    command_of,
    environment_of,
    free_port,
)
from tests.api.served_home import a_learned_home
from tests.conftest import require
from tests.refusing_disk import heeding_rights

TRY = "import sys; open(sys.argv[1], 'w')"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "home"
    folder.mkdir()
    a_learned_home(folder).catalogue.close()
    (folder / "counts").mkdir()
    every = [folder, *folder.rglob("*")]
    for path in every:
        path.chmod(0o555 if path.is_dir() else 0o444)
    attempt = heeding_rights(sys.executable, "-c", TRY, str(folder / "try"))
    is_kept = subprocess.run(attempt, capture_output=True, check=False).returncode == 1
    require(is_kept, "no user without the right to write can be had")
    yield folder
    for path in every:
        path.chmod(0o755 if path.is_dir() else 0o644)


def said(home: Path, *arguments: str, **settings: str) -> str:
    """Return the one line that a command ends with, in failure."""
    command = heeding_rights(*command_of(*arguments))
    done = subprocess.run(
        command,
        env=environment_of(home, **settings),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr.strip().splitlines()[-1]


def test_a_server_starts_from_what_was_published_and_says_what_it_cannot(home: Path) -> None:
    with a_running_server(home, workers=1, before=heeding_rights("/usr/bin/env")) as server:
        assert server.is_filled()
        for path in ("/", "/articles/daily/2026/11/02/harbour"):
            with urlopen(f"http://127.0.0.1:{server.port}{path}", timeout=30) as page:
                assert b"<h1" in page.read()
        assert "see the log" in server.problem()
    told = server.log.read_text()
    assert "see that this user may write" in told
    assert "no snapshot can be written" in told


def test_events_are_refused_there_and_a_click_lands_all_the_same(home: Path) -> None:
    with a_running_server(home, workers=1, before=heeding_rights("/usr/bin/env")) as server:
        slot = server.get(QUERY)["placements"]["footer"]["slots"][0]
        body = json.dumps([{"token": slot["token"], "event": "view"}]).encode()
        for _ in range(3):
            status, headers, _ = asked(server.port, "POST", "/v1/events", body)
            assert (status, headers["Retry-After"]) == (503, "1")
        status, headers, _ = asked(server.port, "GET", slot["click_url"])
        assert status == 302
        assert headers["Location"].split("?")[0] == slot["url"].split("?")[0]
        begun = time.monotonic()
        wait_for(lambda: time.monotonic() - begun > 3, "what is told once a second")
    told = server.log.read_text()
    for trouble in (
        "is not told to the others",
        "no snapshot can be written",
        "data.inbox.inbox_writer",
    ):
        assert told.count(trouble) == 1, told


def asked(port: int, method: str, path: str, body: bytes | None = None) -> tuple[int, Any, bytes]:
    """Return status, headers and body of an answer; redirects are not followed."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize("command", ["train", "rollback"])
def test_the_learner_s_commands_say_what_to_do(home: Path, command: str) -> None:
    told = said(home, command)
    assert told.startswith(f"chirashi: {home / 'models'} cannot be written (Permission denied)")


@pytest.mark.parametrize("command", ["serve", "demo", "keys list"])
def test_nothing_begins_in_a_home_that_cannot_be_made(home: Path, command: str) -> None:
    told = said(home / "new", *command.split(), port=str(free_port()))
    assert "CHIRASHI_HOME" in told

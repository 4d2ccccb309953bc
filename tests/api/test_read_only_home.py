"""A home that may only be read: what was published serves, everything else says what to do."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.running_server import (
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
        assert "see the log" in server.problem()
    told = server.log.read_text()
    assert "may only be read: give this user the right to write" in told
    assert "no snapshot can be written" in told


@pytest.mark.parametrize("command", ["train", "rollback"])
def test_the_learner_s_commands_say_what_to_do(home: Path, command: str) -> None:
    told = said(home, command)
    assert told.startswith(f"chirashi: {home / 'models'} cannot be written (Permission denied)")


@pytest.mark.parametrize("command", ["serve", "demo", "keys list"])
def test_nothing_begins_in_a_home_that_cannot_be_made(home: Path, command: str) -> None:
    told = said(home / "new", *command.split(), port=str(free_port()))
    assert "CHIRASHI_HOME" in told

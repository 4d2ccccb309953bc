"""The units of systemd and the cron line start what is there, and give it the time it needs."""

import os
import re
import subprocess
from pathlib import Path
from shutil import which

import pytest
import typer.main

from api.command_line import app
from api.supervisor import GRACE_SECONDS, KEEPER_GRACE_SECONDS
from api.worker_processes import END_WITHIN_SECONDS
from tests.conftest import require
from tests.deploy.examples import DEPLOY, ROOT, UNITS, commands_of_ours, values_of

SETTINGS = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
EXAMPLES = [path for path in sorted(DEPLOY.rglob("*")) if path.is_file()]


def test_they_start_commands_that_are_there() -> None:
    known = set(typer.main.get_group(app).commands)
    assert {"serve", "train", "backup"} <= set(commands_of_ours()) <= known


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_every_setting_they_name_is_one(example: Path) -> None:
    named = set(re.findall(r"CHIRASHI_[A-Z_]+", example.read_text(encoding="utf-8")))
    assert sorted(name for name in named if f"`{name}`" not in SETTINGS) == []


def test_the_server_is_told_first_and_given_the_time_it_takes() -> None:
    service = values_of(DEPLOY / "systemd" / "chirashi.service")
    assert service["KillMode"] == ["mixed"]
    (given,) = map(int, service["TimeoutStopSec"])
    assert given > GRACE_SECONDS + END_WITHIN_SECONDS + KEEPER_GRACE_SECONDS


def test_every_timer_starts_a_service_that_is_there() -> None:
    timers = [unit for unit in UNITS if unit.suffix == ".timer"]
    assert timers
    assert all(unit.with_suffix(".service") in UNITS for unit in timers)


def test_systemd_finds_no_fault(tmp_path: Path) -> None:
    require(which("systemd-analyze"), "systemd-analyze is not installed")
    program = tmp_path / "chirashi"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace("/opt/chirashi/bin/chirashi", str(program))
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", *(str(tmp_path / unit.name) for unit in UNITS)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SYSTEMD_LOG_LEVEL": "warning"},
    )
    faults = [line for line in done.stderr.splitlines() if "chirashi" in line]
    assert (done.returncode, faults) == (0, [])


def test_the_cron_line_has_a_time_a_user_and_a_command() -> None:
    lines = (DEPLOY / "chirashi.cron").read_text(encoding="utf-8").splitlines()
    jobs = [line for line in lines if re.match(r"[0-9*]", line)]
    assert jobs
    for job in jobs:
        *times, user, command = job.split(None, 6)
        assert all(re.fullmatch(r"[0-9*/,-]+", time) for time in times)
        assert user == "chirashi"
        assert "/opt/chirashi/bin/chirashi" in command
        # A per cent sign is the end of the line to cron.
        assert "%" not in command
